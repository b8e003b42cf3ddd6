import { decoded } from './address/url-user.js';
import { mapStrings } from './text/map-strings.js';

/** Printed instead of a secret. */
const HIDDEN = '***';
/** A shorter secret could be part of ordinary words, so it is hidden only where a secret is expected. */
const SHORTEST = 6;
/** The longest name that is searched for in front of a value. */
const NAME_MAX = 64;

/** Names of header fields, variables and query parameters whose values are secrets. */
const SECRET_NAME =
  /authori[sz]ation|token|secret|passw|passphrase|credential|cookie|api-?key|[-_]key$|[-_]auth$|^auth$|[-_]pass$|^pass$/i;
/**
 * Names whose values are secrets only in front of `=`; before a colon the name may be a word of a
 * sentence.
 */
const SECRET_PARAMETER = /^key$/i;

/** The position of a secret in a text. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Keeps secrets out of output and stored files: the secrets of the command line and its environment
 * wherever they appear, and any value where a secret is expected (`user:***@host`, `Authorization:
 * ***`).
 */
export class Secrets {
  /** The longest first, because one may contain another. */
  readonly #known: readonly string[];

  constructor(known: Iterable<string>) {
    this.#known = [...new Set(known)]
      .filter((secret) => secret.length >= SHORTEST)
      .sort((a, b) => b.length - a.length);
  }

  /** The text without any secrets. */
  hide(text: string): string {
    return this.hideKnown(masked(text));
  }

  /** The text without the known secrets; values that only look like secrets stay, as in a dump. */
  hideKnown(text: string): string {
    return this.#known.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text);
  }

  /** The same for every string in plain data. */
  hideIn<T>(data: T): T {
    return mapStrings(data, (text) => this.hide(text));
  }
}

/** Collects the secrets of the arguments and environment that a process was started with. */
export function secretsOf({
  argv,
  env,
}: {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}): Secrets {
  const variables = Object.entries(env).flatMap(([name, value = '']) => [
    ...(SECRET_NAME.test(name) ? [value] : []),
    ...secretsIn(value),
  ]);
  return new Secrets([...argv.flatMap((word) => secretsIn(word)), ...variables]);
}

/** Every secret in a text, in all the forms in which it may appear again. */
function secretsIn(text: string): string[] {
  const users = usersIn(text).map(({ start, end }) => text.slice(start, end));
  const values = valuesIn(text).map(({ start, end }) => text.slice(start, end));
  return [...users.flatMap(waysOfUser), ...values.flatMap(waysOfValue)];
}

/** Forms of `user:password`: as written, decoded, and as basic authentication sends it. */
function waysOfUser(user: string): string[] {
  const plain = decoded(user);
  const colon = plain.indexOf(':');
  const password = colon < 0 ? [] : [plain.slice(colon + 1), user.slice(user.indexOf(':') + 1)];
  return [user, plain, ...password, Buffer.from(plain).toString('base64')];
}

/**
 * From `Bearer TOKEN` also the token, from `a=1; b=2` each value, from basic authentication its
 * user and password.
 */
function waysOfValue(value: string): string[] {
  const parts = value.split(/[\s;]/).flatMap((part) => [part, part.slice(part.indexOf('=') + 1)]);
  const [scheme = '', credentials = ''] = value.split(' ');
  if (scheme.toLowerCase() !== 'basic') return [value, ...parts];
  return [value, ...parts, ...waysOfUser(Buffer.from(credentials, 'base64').toString('utf8'))];
}

function masked(text: string): string {
  const spans = [...usersIn(text), ...valuesIn(text)].sort((a, b) => a.start - b.start);
  let shown = '';
  let at = 0;
  for (const { start, end } of spans) {
    if (end <= at) continue;
    if (start >= at) shown += text.slice(at, start) + HIDDEN;
    at = end;
  }
  return shown + text.slice(at);
}

/** What is between `://` and the last `@` of a URL's authority. */
function usersIn(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const start = at + 3;
    let end = start;
    let last = -1;
    for (; end < text.length && !'/?#"\'`<> \t\r\n'.includes(text.charAt(end)); end++) {
      if (text.charAt(end) === '@') last = end;
    }
    if (last > start) spans.push({ start, end: last });
  }
  return spans;
}

/** Values of secret names: from `Name: ` to the end of the line or quote, from `name=` to a blank. */
function valuesIn(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < text.length; at++) {
    const separator = text.charAt(at);
    if (separator !== ':' && separator !== '=') continue;
    const name = nameBefore(text, at);
    if (!SECRET_NAME.test(name) && !(separator === '=' && SECRET_PARAMETER.test(name))) continue;
    const span = valueAfter(text, at, separator === ':' ? '\r\n"\'`' : '\r\n"\'` \t&;,');
    if (span.end > span.start) spans.push(span);
    at = Math.max(at, span.end - 1);
  }
  return spans;
}

function nameBefore(text: string, at: number): string {
  // A name in quotes, as in JSON.
  const end = '"\''.includes(text.charAt(at - 1)) ? at - 1 : at;
  let start = end;
  while (start > 0 && end - start < NAME_MAX && isNameCode(text.charCodeAt(start - 1))) start--;
  return text.slice(start, end);
}

function valueAfter(text: string, separator: number, stops: string): Span {
  let start = separator + 1;
  while (text.charAt(start) === ' ' || text.charAt(start) === '\t') start++;
  const quote = text.charAt(start);
  const quoted = quote === '"' || quote === "'";
  if (quoted) start++;
  const ends = quoted ? `\r\n${quote}` : stops;
  let end = start;
  while (end < text.length && !ends.includes(text.charAt(end))) end++;
  return { start, end };
}

/** A letter, a digit, `-` or `_`. */
function isNameCode(code: number): boolean {
  const letter = code | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x5f
  );
}
