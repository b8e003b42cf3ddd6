import type { HeadError, RequestHead } from './request-head.js';

/** No load generator sends a longer X-Tidegate-Id. */
const MAX_ID_LENGTH = 128;

interface Field {
  readonly name: string;
  /** Sets the value in the head; a number is the status to refuse it with, 0 = it is valid. */
  readonly read: (head: RequestHead, value: string) => HeadError | 0;
}

const FIELDS: readonly Field[] = [
  {
    name: 'host',
    read: (head) => {
      head.hosts++;
      return 0;
    },
  },
  {
    name: 'expect',
    read: (head, value) => {
      head.expectsContinue = value.toLowerCase() === '100-continue';
      return 0;
    },
  },
  {
    name: 'upgrade',
    read: (head, value) => {
      head.upgrade = value.toLowerCase();
      return 0;
    },
  },
  { name: 'connection', read: readConnection },
  {
    name: 'x-tidegate-id',
    read: (head, value) => {
      if (value.length <= MAX_ID_LENGTH) head.id = value;
      return 0;
    },
  },
  {
    name: 'content-length',
    read: (head, value) => {
      // 15 digits are an exact number.
      if (head.contentLength !== null || !/^\d{1,15}$/.test(value)) return 400;
      head.contentLength = Number(value);
      return 0;
    },
  },
  {
    name: 'transfer-encoding',
    read: (head, value) => {
      if (head.chunked) return 400;
      head.chunked = true;
      return value.toLowerCase() === 'chunked' ? 0 : 501;
    },
  },
];

function readConnection(head: RequestHead, value: string): 0 {
  for (const option of value.toLowerCase().split(',')) {
    const name = option.trim();
    if (name === 'close') head.closes = true;
    else if (name === 'keep-alive') head.keepsAlive = true;
    else if (name === 'upgrade') head.upgrades = true;
  }
  return 0;
}

/** No two names have the same length, so the length finds the only possible name. */
const BY_LENGTH: (Field | undefined)[] = [];
for (const field of FIELDS) BY_LENGTH[field.name.length] = field;

const COLON = 58;
const SPACE = 32;
const TAB = 9;
const DELETE = 127;
/** Characters of a field name (RFC 9110 5.6.2). */
const NAME_BYTES = new Uint8Array(256);
for (let byte = 33; byte < DELETE; byte++) {
  if (/[!#$%&'*+.^_`|~\dA-Za-z-]/.test(String.fromCharCode(byte))) NAME_BYTES[byte] = 1;
}

/**
 * Reads the field line `bytes[start..end)` into `head`; 0 = it is valid. A line that continues the
 * previous one (obsolete folding) begins with a space, which is no name.
 */
export function readField(
  bytes: Buffer,
  start: number,
  end: number,
  head: RequestHead,
): HeadError | 0 {
  let colon = start;
  while (NAME_BYTES[bytes[colon] as number] === 1) colon++;
  if (colon === start || colon >= end || bytes[colon] !== COLON) return 400;
  for (let at = colon + 1; at < end; at++) {
    const byte = bytes[at] as number;
    if ((byte < SPACE && byte !== TAB) || byte === DELETE) return 400;
  }
  const field = BY_LENGTH[colon - start];
  if (field === undefined || !isNamed(bytes, start, field.name)) return 0;
  return field.read(head, trimmed(bytes, colon + 1, end));
}

/** @param name in lower case. A letter differs from its lower case only in bit 5. */
function isNamed(bytes: Buffer, start: number, name: string): boolean {
  for (let at = 0; at < name.length; at++) {
    if (((bytes[start + at] as number) | 32) !== name.charCodeAt(at)) return false;
  }
  return true;
}

function trimmed(bytes: Buffer, start: number, end: number): string {
  let first = start;
  let last = end;
  while (first < last && isBlank(bytes[first])) first++;
  while (first < last && isBlank(bytes[last - 1])) last--;
  return bytes.toString('latin1', first, last);
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}
