import { type HeadScan, scanHead } from './head-scan.js';

/** The parsed head of a response. */
export interface ResponseHead {
  readonly status: number;
  /** Keys are in lower case; values of a repeated field are joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly framing: Framing;
  /** The connection ends after this response: `Connection: close`, or HTTP/1.0 without keep-alive. */
  readonly close: boolean;
}

/** How the end of the body is found (RFC 9112, 6.3); for a response to HEAD, how it would be found. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' };

/** Bytes that end a head: the end of its last line and the empty line. */
const HEAD_END_BYTES = 4;

/**
 * Parses a whole head, with its final empty line. Strict, because a tester has to be: bare CR or
 * LF, folded lines, spaces before colons, two lengths and unknown codings give null = not HTTP/1.1.
 */
export function parseResponseHead(bytes: Buffer, start: number, end: number): ResponseHead | null {
  const scan = scanHead(bytes, start, end);
  if (!scan) return null;
  const framing = frame(scan);
  if (!framing) return null;
  const options = tokens(scan.connection);
  const close = options.includes('close') || (scan.minor === 0 && !options.includes('keep-alive'));
  const text = bytes.toString('latin1', start, end - HEAD_END_BYTES);
  return new ReadHead(scan.status, framing, close, text);
}

function frame({ status, length, coding }: HeadScan): Framing | null {
  if (coding !== null && length !== null) return null;
  if (coding !== null && coding.toLowerCase() !== 'chunked') return null;
  if (length !== null && !/^\d{1,15}$/.test(length)) return null;
  if (status < 200 || status === 204 || status === 304) return { kind: 'none' };
  if (coding !== null) return { kind: 'chunked' };
  if (length !== null) return { kind: 'length', bytes: Number(length) };
  return { kind: 'until-close' };
}

function tokens(value: string | null): readonly string[] {
  return value === null ? [] : value.split(',').map((token) => token.trim().toLowerCase());
}

/** The fields are parsed only on request, because most of the load never reads them. */
class ReadHead implements ResponseHead {
  readonly status: number;
  readonly framing: Framing;
  readonly close: boolean;
  readonly #text: string;
  #headers: Map<string, string> | null = null;

  constructor(status: number, framing: Framing, close: boolean, text: string) {
    this.status = status;
    this.framing = framing;
    this.close = close;
    this.#text = text;
  }

  get headers(): ReadonlyMap<string, string> {
    this.#headers ??= fieldsOf(this.#text);
    return this.#headers;
  }
}

/** @param text a head that is known to be valid */
function fieldsOf(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = trimBlanks(line.slice(colon + 1));
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

/** Removes spaces and tabs at both ends; `trim` would also remove a no-break space. */
function trimBlanks(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
