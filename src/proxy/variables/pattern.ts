import { groupsOf, toRegExp } from '../../config/nginx/values/regex.js';
import { TidegateError } from '../../lib/errors.js';
import type { Place } from '../../model/place.js';
import { asBytes } from './as-bytes.js';
import type { Scope } from './evaluate.js';
import type { Subject } from './subject.js';

/** A regular expression as written in a configuration. */
export interface WrittenPattern {
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly place: Place;
}

/** Whether a text matches; if it does, its captures become the subject's. */
export type Matches<R> = (subject: R, text: string) => boolean;

/**
 * A regular expression whose captures become `$1` to `$9`, and whose named captures become
 * variables. A match without captures clears those of the previous match, as in nginx.
 * @throws TidegateError CONFIG_REGEX_BAD
 */
export function compilePattern<R extends Subject>(
  { pattern, ignoreCase, place }: WrittenPattern,
  scope: Scope<R>,
): Matches<R> {
  const regex = compileRegex(pattern, ignoreCase, place);
  const groups = groupsOf(regex);
  const named = groups.names.map((name) => [name, scope.declare(name, place)] as const);
  if (groups.count === 0) {
    return (subject, text) => {
      const found = regex.test(text);
      if (found) subject.captures = null;
      return found;
    };
  }
  return (subject, text) => {
    const found = regex.exec(text);
    if (found === null) return false;
    subject.captures = found;
    for (const [name, slot] of named) keep(subject, slot, found.groups?.[name] ?? '');
    return true;
  };
}

/** Gives a declared variable its value. */
export function keep(subject: Subject, slot: number, value: string): void {
  subject.kept ??= [];
  subject.kept[slot] = value;
}

/**
 * A regular expression of a configuration. nginx uses PCRE. What JavaScript has no equivalent for
 * (inline flags, possessive quantifiers, atomic groups) is refused, so that it is not misread.
 * @throws TidegateError CONFIG_REGEX_BAD
 */
export function compileRegex(pattern: string, ignoreCase: boolean, place: Place): RegExp {
  try {
    return toRegExp(asBytes(pattern), ignoreCase);
  } catch (cause) {
    throw new TidegateError('CONFIG_REGEX_BAD', `cannot read the regular expression "${pattern}"`, {
      place,
      hint: 'Write it with what PCRE and JavaScript have in common.',
      cause,
    });
  }
}
