import { TidegateError } from '../../lib/errors.js';
import { backendNameIn } from '../../load/http1/backend-name.js';
import type { ProbeAnswer } from '../../load/probe.js';
import type { DeployedBackend } from '../maintenance/maintenance.js';

/** The response header field in which the bundled backend server gives its name. */
export const BACKEND_HEADER = 'x-tidegate-backend';

/** A backend that was asked directly. */
export interface MetBackend extends Omit<DeployedBackend, 'name'> {
  /** Its answer to the load's request; null = it gave none. */
  readonly answer: ProbeAnswer | null;
}

/**
 * Gives the backends the names that responses through the frontend will use, so that a request can
 * be traced to the backend that served it.
 * @param header the field that the user named, in lower case; null = the bundled backend server's
 *   field, and the backend's host if a response does not have it
 * @throws TidegateError BACKEND_HEADER_BAD when the field that the user named does not tell the
 *   backends apart
 */
export function nameBackends(
  met: readonly MetBackend[],
  header: string | null,
): readonly DeployedBackend[] {
  const named = met.map(({ answer, ...backend }) => ({
    ...backend,
    name:
      (answer && backendNameIn(answer, header ?? BACKEND_HEADER)) ??
      (header === null ? backend.origin.host : null),
  }));
  const backends: DeployedBackend[] = [];
  for (const { name, ...backend } of named) {
    if (name === null) throw headerBad(header, `${backend.origin.host} answers without it`);
    const twin = backends.find((other) => other.name === name);
    if (twin && header !== null) {
      throw headerBad(header, `${twin.origin.host} and ${backend.origin.host} both say "${name}"`);
    }
    backends.push({ ...backend, name });
  }
  return backends;
}

function headerBad(header: string | null, why: string): TidegateError {
  return new TidegateError('BACKEND_HEADER_BAD', `--backend-header is "${header}": ${why}`, {
    hint: 'Name a field that each backend sets to a value of its own: add_header X-Backend $hostname;',
  });
}
