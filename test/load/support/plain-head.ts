import type { Framing } from '../../../src/load/http1/response-head.js';

/** The result of the simple reader. */
export interface PlainHead {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly framing: Framing;
  readonly close: boolean;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const FIELD =
  /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*((?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)[ \t]*$/;

/** Reads a head by the patterns of the grammar, line by line: slow, but obviously right. */
export function plainHead(bytes: Buffer): PlainHead | null {
  const lines = bytes.toString('latin1').slice(0, -4).split('\r\n');
  const first = STATUS_LINE.exec(lines[0] ?? '');
  if (!first) return null;
  const status = Number(first[2]);
  const headers = new Map<string, string>();
  for (const line of lines.slice(1)) {
    const field = FIELD.exec(line);
    if (!field) return null;
    const name = (field[1] ?? '').toLowerCase();
    const before = headers.get(name);
    headers.set(name, before === undefined ? (field[2] ?? '') : `${before}, ${field[2]}`);
  }
  const framing = frame(status, headers);
  if (!framing) return null;
  const options = (headers.get('connection') ?? '')
    .split(',')
    .map((one) => one.trim().toLowerCase());
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
