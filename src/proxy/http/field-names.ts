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
  'content-security-policy',
  'content-type',
  'cookie',
  'date',
  'etag',
  'expect',
  'expires',
  'forwarded',
  'host',
  'if-modified-since',
  'if-none-match',
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
for (const name of FREQUENT) {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = hashOn(hash, name.charCodeAt(at));
  bySlot[hash % SLOTS] ??= name;
}

/** What `readFieldName` found. */
export interface FieldName {
  /** Index just past the name. */
  end: number;
  /** Which odd characters it holds: UNDERSCORE, ODD. */
  odd: number;
  /** In lower case. */
  key: string;
}

const found: FieldName = { end: 0, odd: 0, key: '' };

/** Reads the field name at `start`, which may be empty; the answer holds until the next call. */
export function readFieldName(text: string, start: number): FieldName {
  let hash = 0;
  let odd = 0;
  let end = start;
  for (; end < text.length; end++) {
    const letter = LETTERS[text.charCodeAt(end)] ?? 0;
    if (letter === 0) break;
    odd |= letter;
    hash = hashOn(hash, letter);
  }
  const frequent = bySlot[hash % SLOTS];
  found.end = end;
  found.odd = odd & (UNDERSCORE | ODD);
  found.key =
    frequent !== undefined && isCalled(text, start, end, frequent)
      ? frequent
      : text.slice(start, end).toLowerCase();
  return found;
}

function hashOn(hash: number, letter: number): number {
  return (hash * 31 + letter) & 0xffffff;
}

function isCalled(text: string, start: number, end: number, name: string): boolean {
  if (name.length !== end - start) return false;
  for (let at = 0; at < name.length; at++) {
    if (LETTERS[text.charCodeAt(start + at)] !== name.charCodeAt(at)) return false;
  }
  return true;
}
