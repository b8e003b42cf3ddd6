import type { MessageHead } from './message-head.js';

/**
 * Frequent names, which are recognised by their letters. That costs less than to cut a name out of
 * the head, lower its case and hash it for every message.
 */
const FREQUENT = [
  'accept',
  'accept-encoding',
  'accept-language',
  'accept-ranges',
  'access-control-allow-origin',
  'authorization',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-range',
  'content-security-policy',
  'content-type',
  'cookie',
  'date',
  'etag',
  'expect',
  'expires',
  'forwarded',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'keep-alive',
  'last-modified',
  'location',
  'origin',
  'pragma',
  'range',
  'referer',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-websocket-accept',
  'sec-websocket-extensions',
  'sec-websocket-key',
  'sec-websocket-protocol',
  'sec-websocket-version',
  'server',
  'set-cookie',
  'strict-transport-security',
  'te',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'vary',
  'via',
  'x-content-type-options',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-frame-options',
  'x-powered-by',
  'x-real-ip',
  'x-request-id',
  'x-requested-with',
];

/** Frequent names that nginx accepts only once, besides those that say where a message ends. */
export const SINGLE = [
  'authorization',
  'content-range',
  'expect',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
];

/** Flags of characters that are allowed in a name but unusual for nginx: `_`, and all others. */
export const UNDERSCORE = 256;
export const ODD = 512;

/**
 * What a character means inside a field name: 0 makes the message malformed (controls, space,
 * colon); otherwise its lower case, with a flag unless it is a letter, a digit or `-`.
 */
const LETTERS = new Uint16Array(256).map((_, code) => {
  const character = String.fromCharCode(code);
  if (code <= 0x20 || code === 0x7f || character === ':') return 0;
  if (character === '_') return code | UNDERSCORE;
  return /[a-z0-9-]/i.test(character) ? character.toLowerCase().charCodeAt(0) : code | ODD;
});

const SLOTS = 1024;
const bySlot: (string | undefined)[] = new Array(SLOTS).fill(undefined);
const singleBySlot = new Uint8Array(SLOTS);
for (const name of FREQUENT) {
  const slot = slotOf(Buffer.from(name, 'latin1'), 0, name.length);
  if (bySlot[slot] !== undefined) throw new Error(`${name} and ${bySlot[slot]} share a slot`);
  bySlot[slot] = name;
  if (SINGLE.includes(name)) singleBySlot[slot] = 1 << SINGLE.indexOf(name);
}

/** What `readFieldName` found. */
export interface FieldName {
  /** Index just past the name. */
  end: number;
  /** Which unusual characters it contains: UNDERSCORE, ODD. */
  odd: number;
  /** The name in lower case. */
  key: string;
  /** A bit of its own, for a field that may occur once; 0 = it may occur repeatedly. */
  single: number;
}

const found: FieldName = { end: 0, odd: 0, key: '', single: 0 };

/**
 * Reads the field name that begins at index `from` of a head's text; it may be empty. The result is
 * valid until the next call.
 */
export function readFieldName({ text, bytes, start }: MessageHead, from: number): FieldName {
  let odd = 0;
  let at = start + from;
  for (; at < bytes.length; at++) {
    const letter = LETTERS[bytes[at] as number] as number;
    // The end of the line is no letter either.
    if (letter === 0) break;
    odd |= letter;
  }
  const end = at - start;
  const slot = slotOf(bytes, start + from, at);
  const frequent = bySlot[slot];
  const met = frequent !== undefined && isCalled(bytes, start + from, at, frequent);
  found.end = end;
  found.odd = odd & (UNDERSCORE | ODD);
  found.key = met ? frequent : text.slice(from, end).toLowerCase();
  found.single = met ? (singleBySlot[slot] as number) : 0;
  return found;
}

/**
 * Four letters and the length distinguish the frequent names, with these factors. When a name is
 * added that falls into the slot of another, the factors have to be chosen again. Unknown names
 * also give some slot.
 */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  const first = LETTERS[bytes[start] as number] as number;
  const middle = LETTERS[bytes[start + (length >> 1)] as number] as number;
  const lastButOne = LETTERS[bytes[end - 2] as number] as number;
  const last = LETTERS[bytes[end - 1] as number] as number;
  return (length * 65 + first * 30 + middle * 50 + lastButOne + last * 84) % SLOTS;
}

function isCalled(bytes: Uint8Array, start: number, end: number, name: string): boolean {
  if (name.length !== end - start) return false;
  for (let at = 0; at < name.length; at++) {
    if (LETTERS[bytes[start + at] as number] !== name.charCodeAt(at)) return false;
  }
  return true;
}
