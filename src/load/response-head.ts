/** A response's head, understood. */
export interface ResponseHead {
  readonly status: number;
  /** By lower-case name; values of a repeated field joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly framing: Framing;
  /** The connection ends after this response: `Connection: close`, or HTTP/1.0 without keep-alive. */
  readonly close: boolean;
}

/** How the body's end is told (RFC 9112, 6.3); no requests of ours are HEAD or CONNECT. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' };

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const FIELD =
  /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*((?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)[ \t]*$/;

/**
 * Reads a head without its final empty line, as latin1. Strict where a tester has to be: bare CR
 * or LF, folded lines, spaces before colons, two lengths, unknown codings: null = not HTTP/1.1.
 */
export function parseResponseHead(text: string): ResponseHead | null {
  const lines = text.split('\r\n');
  const first = STATUS_LINE.exec(lines[0] ?? '');
  if (!first) return null;
  const status = Number(first[2]);
  const headers = new Map<string, string>();
  for (let i = 1; i < lines.length; i++) {
    const field = FIELD.exec(lines[i] ?? '');
    if (!field) return null;
    const name = (field[1] ?? '').toLowerCase();
    const before = headers.get(name);
    headers.set(name, before === undefined ? (field[2] ?? '') : `${before}, ${field[2]}`);
  }
  const framing = frame(status, headers);
  if (!framing) return null;
  const options = tokens(headers.get('connection'));
  const close = options.includes('close') || (first[1] === '0' && !options.includes('keep-alive'));
  return { status, headers, framing, close };
}

function frame(status: number, headers: ReadonlyMap<string, string>): Framing | null {
  const coding = headers.get('transfer-encoding');
  const length = headers.get('content-length');
  if (coding !== undefined && length !== undefined) return null;
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') return null;
  if (length !== undefined && !/^\d{1,15}$/.test(length)) return null;
  if (status < 200 || status === 204 || status === 304) return { kind: 'none' };
  if (coding !== undefined) return { kind: 'chunked' };
  if (length !== undefined) return { kind: 'length', bytes: Number(length) };
  return { kind: 'until-close' };
}

function tokens(value: string | undefined): readonly string[] {
  return value === undefined ? [] : value.split(',').map((token) => token.trim().toLowerCase());
}
