import type { Return } from '../../model/nginx.js';
import type { HttpRequest } from '../http/request.js';
import type { Evaluate, Scope } from '../variables/evaluate.js';

/** `return`, compiled. */
export interface CompiledReturn {
  readonly status: number;
  readonly text: Evaluate | null;
}

export function compileReturn({ status, text, place }: Return, scope: Scope): CompiledReturn {
  return { status, text: text === null ? null : scope.compile(text, place) };
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Whether a status, told with a text, sends the client there. */
export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/** nginx sends absolute redirects (absolute_redirect on, server_name_in_redirect off). */
export function absolute(location: string, request: HttpRequest): string {
  if (!location.startsWith('/')) return location;
  const { connection, host, answer: facts } = request;
  const port = connection.localPort === 80 ? '' : `:${connection.localPort}`;
  return `http://${host === '' ? facts.serverName : host}${port}${location}`;
}
