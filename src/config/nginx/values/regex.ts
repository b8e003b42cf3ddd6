import { fromPcre } from './from-pcre.js';

/** In front of all, it is what `~*` is. */
const WITHOUT_CASE = '(?i)';

/**
 * A regular expression as nginx writes it, in PCRE. What JavaScript has nothing like (other inline flags,
 * possessive quantifiers, atomic groups) is refused rather than misread. @throws SyntaxError
 */
export function toRegExp(pattern: string, ignoreCase = false): RegExp {
  return pattern.startsWith(WITHOUT_CASE)
    ? inJavaScript(pattern.slice(WITHOUT_CASE.length), true, false)
    : inJavaScript(pattern, ignoreCase, false);
}

function inJavaScript(pattern: string, ignoreCase: boolean, lenient: boolean): RegExp {
  return new RegExp(fromPcre(pattern, lenient), ignoreCase ? 'i' : '');
}

/** The groups that an expression catches by; with an empty way out it matches, and shows them all. */
export function groupsOf({ source }: RegExp): { readonly count: number; readonly names: string[] } {
  const found = new RegExp(`${source}|`).exec('');
  return { count: (found?.length ?? 1) - 1, names: Object.keys(found?.groups ?? {}) };
}

/** What PCRE has and JavaScript lacks, with the nearest that JavaScript has. */
const PCRE_ONLY: readonly (readonly [RegExp, string])[] = [
  // Once more what a group says, or the whole.
  [/\(\?(?:R|[+-]?\d{1,3}|&\w{1,32}|P>\w{1,32})\)/g, '(?:)'],
  // Comments, calls of C and verbs.
  [/\(\?#[^()]{0,200}\)|\(\?C\d{0,3}\)|\(\*[A-Z\d_:=]{1,32}\)/g, ''],
  // Flags for all that follows, and for a group.
  [/\(\?\^?[imsxnJU]{0,9}(?:-[imsxnJU]{0,9})?\)/g, ''],
  [/\(\?\^?[imsxnJU]{0,9}(?:-[imsxnJU]{0,9})?:/g, '(?:'],
  // One way if a group has matched, and another if not.
  [/\(\?\((?:\w{1,32}|<\w{1,32}>|'\w{1,32}')\)/g, '(?:'],
  // Groups that give nothing back, or count anew in each way; possessive quantifiers.
  [/\(\?[>|]/g, '(?:'],
  [/([+*?}])\+/g, '$1'],
];

/**
 * For capacity and lint, which run no request: an expression that JavaScript lacks is taken for the
 * nearest it has. @throws SyntaxError where nginx would refuse it too
 */
export function toLikeRegExp(written: string, ignoreCase = false): RegExp {
  try {
    return toRegExp(written, ignoreCase);
  } catch {
    const pattern = PCRE_ONLY.reduce((text, [pcre, ours]) => text.replace(pcre, ours), written);
    return inJavaScript(pattern, ignoreCase || written.includes('(?i'), true);
  }
}
