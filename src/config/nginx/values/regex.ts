import { fromPcre } from './from-pcre.js';

/** At the beginning of an expression it means the same as `~*`. */
const WITHOUT_CASE = '(?i)';

/**
 * A regular expression of nginx, in PCRE. What JavaScript has no equivalent for (other inline
 * flags, possessive quantifiers, atomic groups) is refused, so that it is not misread. @throws
 * SyntaxError
 */
export function toRegExp(pattern: string, ignoreCase = false): RegExp {
  return pattern.startsWith(WITHOUT_CASE)
    ? inJavaScript(pattern.slice(WITHOUT_CASE.length), true, false)
    : inJavaScript(pattern, ignoreCase, false);
}

function inJavaScript(pattern: string, ignoreCase: boolean, lenient: boolean): RegExp {
  return new RegExp(fromPcre(pattern, lenient), ignoreCase ? 'i' : '');
}

/** The capturing groups of an expression. With an empty alternative it matches, and shows all of them. */
export function groupsOf({ source }: RegExp): { readonly count: number; readonly names: string[] } {
  const found = new RegExp(`${source}|`).exec('');
  return { count: (found?.length ?? 1) - 1, names: Object.keys(found?.groups ?? {}) };
}

/** What PCRE has and JavaScript lacks, with the nearest equivalent in JavaScript. */
const PCRE_ONLY: readonly (readonly [RegExp, string])[] = [
  // Recursion into a group, or into the whole expression.
  [/\(\?(?:R|[+-]?\d{1,3}|&\w{1,32}|P>\w{1,32})\)/g, '(?:)'],
  // Comments, callouts and verbs.
  [/\(\?#[^()]{0,200}\)|\(\?C\d{0,3}\)|\(\*[A-Z\d_:=]{1,32}\)/g, ''],
  // Flags for the rest of the expression, and for a group.
  [/\(\?\^?[imsxnJU]{0,9}(?:-[imsxnJU]{0,9})?\)/g, ''],
  [/\(\?\^?[imsxnJU]{0,9}(?:-[imsxnJU]{0,9})?:/g, '(?:'],
  // Alternatives that depend on whether a group has matched.
  [/\(\?\((?:\w{1,32}|<\w{1,32}>|'\w{1,32}')\)/g, '(?:'],
  // Atomic groups, groups that restart their numbering in each alternative, and possessive
  // quantifiers.
  [/\(\?[>|]/g, '(?:'],
  [/([+*?}])\+/g, '$1'],
];

/**
 * For capacity and lint, which run no requests: an expression that JavaScript lacks is replaced by
 * the nearest one. @throws SyntaxError where nginx would refuse it too
 */
export function toLikeRegExp(written: string, ignoreCase = false): RegExp {
  try {
    return toRegExp(written, ignoreCase);
  } catch {
    const pattern = PCRE_ONLY.reduce((text, [pcre, ours]) => text.replace(pcre, ours), written);
    return inJavaScript(pattern, ignoreCase || written.includes('(?i'), true);
  }
}
