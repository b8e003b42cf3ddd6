import { toRegExp } from '../values/regex.js';

/** A text that a pattern matches, composed from left to right with the first of each alternative. */
interface Reading {
  readonly pattern: string;
  at: number;
}

/**
 * A path that the regular expression of a location matches: composed for the usual elements
 * (groups, classes, `.*`, endings such as `\.php$`), and then tested. Null = none was found.
 */
export function locationSample(pattern: string): string | null {
  const plain = pattern.startsWith('(?i)') ? pattern.slice('(?i)'.length) : pattern;
  const text = alternative({ pattern: plain, at: 0 });
  const candidates = [text, `${text}x`, `${text}/x`, `/x${text}`, `/${text}`, '/x', '/1'];
  try {
    const matches = toRegExp(plain, true);
    return candidates.find((path) => /^\/[!-~]*$/.test(path) && matches.test(path)) ?? null;
  } catch {
    return null;
  }
}

/** Reads up to the end, or to the `)` of the current group; text after a `|` is skipped. */
function alternative(reading: Reading): string {
  const { pattern } = reading;
  let taken = '';
  let first = true;
  while (reading.at < pattern.length && pattern[reading.at] !== ')') {
    if (pattern[reading.at] === '|') {
      first = false;
      reading.at++;
      continue;
    }
    const piece = repeated(atom(reading), reading);
    if (first) taken += piece;
  }
  return taken;
}

/** One character, class or group; `any` = it also matches others. */
function atom(reading: Reading): { readonly text: string; readonly any: boolean } {
  const { pattern } = reading;
  const char = pattern.charAt(reading.at++);
  if (char === '^' || char === '$') return { text: '', any: false };
  if (char === '.') return { text: 'x', any: true };
  if (char === '[') return classOf(reading);
  if (char === '(') {
    const named = /^\?(?::|P?<\w{1,64}>|'\w{1,64}')/.exec(
      pattern.slice(reading.at, reading.at + 80),
    );
    reading.at += named?.[0].length ?? 0;
    const text = alternative(reading);
    reading.at++;
    return { text, any: false };
  }
  if (char !== '\\') return { text: char, any: false };
  const escaped = pattern.charAt(reading.at++);
  if (escaped === 'd') return { text: '1', any: true };
  if (escaped === 'w' || escaped === 'S') return { text: 'x', any: true };
  return { text: escaped, any: false };
}

function classOf(reading: Reading): { readonly text: string; readonly any: boolean } {
  const end = reading.pattern.indexOf(']', reading.at + 1);
  const inside = reading.pattern.slice(reading.at, end === -1 ? undefined : end);
  reading.at = end === -1 ? reading.pattern.length : end + 1;
  return { text: inside.startsWith('^') ? 'x' : inside.charAt(0), any: true };
}

/** Optional parts are left out, except those that stand for a name or a number. */
function repeated({ text, any }: ReturnType<typeof atom>, reading: Reading): string {
  const quantifier = reading.pattern.charAt(reading.at);
  if (quantifier === '{') {
    const end = reading.pattern.indexOf('}', reading.at);
    const least = Number.parseInt(reading.pattern.slice(reading.at + 1), 10) || 1;
    reading.at = end === -1 ? reading.pattern.length : end + 1;
    return text.repeat(Math.min(least, 64));
  }
  if (!'?*+'.includes(quantifier) || quantifier === '') return text;
  reading.at++;
  if (reading.pattern[reading.at] === '?') reading.at++;
  return quantifier === '+' || (quantifier === '*' && any) ? text : '';
}
