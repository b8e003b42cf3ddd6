import type { MessageHead } from './message-head.js';

/**
 * Names met so often that they are recognised by their letters, which costs less than to cut one
 * out of the head, lower it and hash it anew for every message.
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

/** Those of them that nginx takes once, besides those that say where a message ends. */
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

/** Flags of what may stand in a name, though nginx thinks it odd: `_`, and all the rest. */
export const UNDERSCORE = 256;
export const ODD = 512;

/**
 * What a character means inside a field name: 0 makes the message malformed (controls, space,
 * colon); else its lower case, with a flag for all but letters, digits and `-`.
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
  /** Which odd characters it holds: UNDERSCORE, ODD. */
  odd: number;
  /** In lower case. */
  key: string;
  /** A bit of its own, for a field that may stand once; 0 = it may stand again. */
  single: number;
}

const found: FieldName = { end: 0, odd: 0, key: '', single: 0 };

/**
 * Reads the field name that begins at index `from` of a head's text, and may be empty; the answer
 * holds until the next call.
 */
export function readFieldName({ text, bytes, start }: MessageHead, from: number): FieldName {
  let odd = 0;
  let at = start + from;
  for (; at < bytes.length; at++) {
    const letter = LETTERS[bytes[at] as number] as number;
    // The line's end is no letter either.
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
 * Four letters and the length tell the frequent names apart, with these factors: whoever adds a
 * name that falls into another's slot finds others. Of what is no name it makes some slot or other.
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
