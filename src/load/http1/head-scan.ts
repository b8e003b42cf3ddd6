/** The parts of a head that decide where its response ends. */
export interface HeadScan {
  readonly status: number;
  /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
  readonly minor: number;
  /** Values of the fields with this name, joined with `, `; null = there is none. */
  readonly length: string | null;
  readonly coding: string | null;
  readonly connection: string | null;
}

const VERSION = Buffer.from('HTTP/1.');
const STATUS_LINE_BYTES = 'HTTP/1.1 200'.length;
const [SPACE, TAB, COLON, CR, LF, ZERO] = [32, 9, 58, 13, 10, 48];

/** For each byte: 1 if a field name may contain it (tchar, RFC 9110, 5.6.2). */
const IN_NAME = tableOf(/[!#$%&'*+\-.^_`|~0-9A-Za-z]/);
/** For each byte: 1 if a field value or a reason phrase may contain it. */
const IN_VALUE = tableOf(/[\t\x20-\x7e\x80-\xff]/);

/** The three fields that are read, in lower case, and the lengths of their names. */
const LENGTH = Buffer.from('content-length');
const CODING = Buffer.from('transfer-encoding');
const CONNECTION = Buffer.from('connection');

/**
 * Reads `bytes[start..end)`, a head with its final empty line, in one pass, and allocates only the
 * values that it returns. Null = not HTTP/1.1.
 */
export function scanHead(bytes: Buffer, start: number, end: number): HeadScan | null {
  const status = statusOf(bytes, start);
  let at = valueEnd(bytes, start + STATUS_LINE_BYTES, end);
  const blank = bytes[start + STATUS_LINE_BYTES];
  if (status === 0 || (blank !== SPACE && blank !== CR)) return null;
  let length: string | null = null;
  let coding: string | null = null;
  let connection: string | null = null;
  while (at >= 0) {
    // The empty line; nothing may follow it.
    if (bytes[at] === CR) {
      if (at + 2 !== end || bytes[at + 1] !== LF) return null;
      const minor = (bytes[start + VERSION.length] as number) - ZERO;
      return { status, minor, length, coding, connection };
    }
    const colon = nameEnd(bytes, at, end);
    if (colon < 0) return null;
    const next = valueEnd(bytes, colon + 1, end);
    if (next < 0) return null;
    if (isNamed(LENGTH, bytes, at, colon)) length = joined(length, bytes, colon, next);
    else if (isNamed(CODING, bytes, at, colon)) coding = joined(coding, bytes, colon, next);
    else if (isNamed(CONNECTION, bytes, at, colon)) {
      connection = joined(connection, bytes, colon, next);
    }
    at = next;
  }
  return null;
}

/** Whether `bytes[start..end)` can be the beginning of a response. */
export function mayBeginHead(bytes: Buffer, start: number, end: number): boolean {
  const stop = Math.min(end - start, VERSION.length);
  for (let i = 0; i < stop; i++) if (bytes[start + i] !== VERSION[i]) return false;
  return true;
}

/** Status of `HTTP/1.1 200`; 0 = it is no status line. */
function statusOf(bytes: Buffer, start: number): number {
  if (!mayBeginHead(bytes, start, start + VERSION.length)) return 0;
  const at = start + VERSION.length;
  const minor = bytes[at];
  if ((minor !== ZERO && minor !== ZERO + 1) || bytes[at + 1] !== SPACE) return 0;
  const hundreds = (bytes[at + 2] as number) - ZERO;
  const tens = (bytes[at + 3] as number) - ZERO;
  const ones = (bytes[at + 4] as number) - ZERO;
  if (hundreds < 1 || hundreds > 9 || tens < 0 || tens > 9 || ones < 0 || ones > 9) return 0;
  return hundreds * 100 + tens * 10 + ones;
}

/** Position of the colon that ends a name; -1 = the name is empty or wrong. */
function nameEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && IN_NAME[bytes[at] as number] === 1) at++;
  return at > start && at < end && bytes[at] === COLON ? at : -1;
}

/** Where the next line begins after a value; -1 = the value or its line end is wrong. */
function valueEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && IN_VALUE[bytes[at] as number] === 1) at++;
  return at + 1 < end && bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : -1;
}

function isNamed(name: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i++) {
    // Bit 32 makes a letter lower case; a hyphen has it already.
    if (((bytes[start + i] as number) | 32) !== name[i]) return false;
  }
  return true;
}

/** The value between the colon and the next line, appended to earlier values of the field. */
function joined(before: string | null, bytes: Buffer, colon: number, next: number): string {
  let [from, to] = [colon + 1, next - 2];
  while (from < to && isBlank(bytes[from])) from++;
  while (to > from && isBlank(bytes[to - 1])) to--;
  const value = bytes.toString('latin1', from, to);
  return before === null ? value : `${before}, ${value}`;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

function tableOf(bytes: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) =>
    bytes.test(String.fromCharCode(byte)) ? 1 : 0,
  );
}
