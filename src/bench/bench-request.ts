import { TidegateError } from '../lib/errors.js';

/** A request as a user describes it. */
export interface BenchRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Value of the Host field, unless the user gives the field. */
  readonly host: string;
  /** Name and value of each further field, in order. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | null;
}

/**
 * Fields that say where the body ends. bench writes them itself; with other values responses would
 * answer another request.
 */
const FRAMING = ['content-length', 'transfer-encoding'];

/** The request as it is sent. @throws TidegateError OPTION_BAD for a field that frames the body */
export function requestBytes({ method, path, host, fields, body }: BenchRequest): Buffer {
  const framing = fields.find(([name]) => FRAMING.includes(name.toLowerCase()));
  if (framing) {
    throw new TidegateError('OPTION_BAD', `--header says ${framing[0]}`, {
      hint: 'Leave it out: bench writes it from the length of the body.',
    });
  }
  const named = (name: string): boolean => fields.some(([other]) => other.toLowerCase() === name);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...(named('host') ? [] : [`Host: ${host}`]),
    ...fields.map(([name, value]) => `${name}: ${value}`),
    ...(named('user-agent') ? [] : ['User-Agent: tidegate']),
    ...(named('accept') ? [] : ['Accept: */*']),
    ...(body === null ? [] : [`Content-Length: ${body.length}`]),
  ];
  return Buffer.concat([
    Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'),
    body ?? new Uint8Array(0),
  ]);
}
