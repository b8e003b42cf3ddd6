import { TidegateError } from '../../../lib/errors.js';
import type { Template } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import { invalid, port, type Word } from '../../word.js';
import { toLikeRegExp } from './regex.js';

/** The part of a word after `name=`: `weight=5` as `5`, with its own place. */
export function afterEquals(word: Word): Word {
  const at = word.text.indexOf('=') + 1;
  const place = { ...word.place, column: word.place.column + at };
  return { text: word.text.slice(at), quoted: word.quoted, place };
}

export function text(word: Word): string {
  return word.text;
}

/** @throws TidegateError CONFIG_VALUE_BAD */
export function integer(word: Word): number {
  if (!/^\d{1,15}$/.test(word.text)) throw invalid(word, 'a whole number');
  return Number(word.text);
}

export function flag(word: Word): boolean {
  const value = word.text.toLowerCase();
  if (value !== 'on' && value !== 'off') throw invalid(word, '"on" or "off"');
  return value === 'on';
}

/** Milliseconds for each unit, from large to small. */
const TIME_UNITS = [
  ['y', 31_536_000_000],
  ['M', 2_592_000_000],
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/**
 * An nginx time in milliseconds: `8s`, `500ms`, `1h30m`; a number without a unit is seconds. Units
 * descend and do not repeat (ngx_parse_time).
 */
export function timeMs(word: Word): number {
  const sum = parseTime(word.text);
  if (sum === null) throw invalid(word, 'a time such as 500ms, 8s or 1h30m');
  if (!Number.isSafeInteger(sum)) throw invalid(word, 'a shorter time');
  return sum;
}

const TIME_PART = / *(?:(\d+)(ms|[yMwdhms]?)|$)/y;

/** Milliseconds; null if the text is not a time. */
export function parseTime(text: string): number | null {
  let sum = 0;
  let largest = 0;
  let numbers = 0;
  for (TIME_PART.lastIndex = 0; TIME_PART.lastIndex < text.length; ) {
    const part = TIME_PART.exec(text);
    if (!part) return null;
    const [, digits, unit] = part;
    if (digits === undefined) break;
    const step = unit ? TIME_UNITS.findIndex(([name]) => name === unit) : TIME_UNITS.length;
    if (step < largest) return null;
    largest = step + 1;
    numbers += 1;
    sum += Number(digits) * (TIME_UNITS[step]?.[1] ?? 1000);
  }
  return numbers === 0 ? null : sum;
}

const SIZE_FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
};

/** An nginx size in bytes: `64k`, `1m`, `1g`; a number without a unit is bytes. */
export function sizeBytes(word: Word): number {
  const parts = /^(\d{1,12})([kmg]?)$/i.exec(word.text);
  if (!parts) throw invalid(word, 'a size such as 512, 64k or 1m');
  return Number(parts[1]) * (SIZE_FACTORS[(parts[2] ?? '').toLowerCase()] ?? 1);
}

/** A capture is one digit: `$12` is `$1` followed by 2. */
const VARIABLE = /\$(?:\{(\w+)\}|([1-9]|\w+))/g;

/** The variables in a text, each with the position of its dollar sign. */
export function variablesIn(text: string): { readonly name: string; readonly at: number }[] {
  return [...text.matchAll(VARIABLE)].map((match) => ({
    name: match[1] ?? match[2] ?? '',
    at: match.index,
  }));
}

/** A word split into literals and variables. @throws TidegateError CONFIG_VALUE_BAD on a lone `$` */
export function template(word: Word): Template {
  // Maps may have a hundred thousand words without a variable.
  if (!word.text.includes('$')) return word.text === '' ? [] : [word.text];
  const parts: (string | { readonly variable: string })[] = [];
  let end = 0;
  const literal = (upTo: number) => {
    const piece = word.text.slice(end, upTo);
    if (piece.includes('$')) throw invalid(word, 'a dollar only before the name of a variable');
    if (piece !== '') parts.push(piece);
  };
  for (const match of word.text.matchAll(VARIABLE)) {
    literal(match.index);
    parts.push({ variable: match[1] ?? match[2] ?? '' });
    end = match.index + match[0].length;
  }
  literal(word.text.length);
  return parts;
}

/**
 * Checks that a pattern is valid. If JavaScript cannot run it, the proxy refuses it when it runs
 * the configuration.
 * @throws TidegateError CONFIG_REGEX_BAD
 */
export function checkRegex(pattern: string, place: Place): void {
  try {
    // Some errors only appear when the pattern runs for the first time.
    toLikeRegExp(pattern).test('');
  } catch (cause) {
    throw new TidegateError('CONFIG_REGEX_BAD', `invalid regular expression "${pattern}"`, {
      place,
      hint: 'Mend the pattern; escape brackets that are meant literally.',
      cause,
    });
  }
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?=.)|$)){4}$/;

/** An IPv4 literal, or a text that looks like an IPv6 one, with or without brackets. */
export function isAddress(text: string): boolean {
  return IPV4.test(text) || /^\[?[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*\]?$/i.test(text);
}

/** `host`, `host:port` or `[v6]:port`; the port is null if none is written. */
export function hostPort(word: Word): { host: string; port: number | null } {
  const parts = /^(\[[0-9a-fA-F:.]+\]|[^:\s]+)(?::(\d+))?$/.exec(word.text);
  const host = parts?.[1];
  if (!host) throw invalid(word, 'an address as HOST:PORT');
  return { host, port: parts[2] === undefined ? null : port(word, parts[2]) };
}

/** A time as a configuration writes it: `500ms`, `75s`, `5m`, `1h`. */
export function timeText(ms: number): string {
  const units = [
    [3_600_000, 'h'],
    [60_000, 'm'],
    [1000, 's'],
  ] as const;
  // 60 s is how the documentation says its defaults; from two minutes on the larger unit reads better.
  const found = units.find(([unit]) => ms % unit === 0 && (ms > unit || unit === 1000));
  return found && ms > 0 ? `${ms / found[0]}${found[1]}` : `${ms}ms`;
}
