import { fromPcre } from './from-pcre.js';

/**
 * A regular expression as nginx writes it, in PCRE. What JavaScript has nothing like (inline flags,
 * possessive quantifiers, atomic groups) is refused rather than misread. @throws SyntaxError
 */
export function toRegExp(pattern: string, ignoreCase = false): RegExp {
  return inJavaScript(pattern, ignoreCase, false);
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
const PCRE_ONLY: readonly (readonly [string, string])[] = [
  ['(?i)', ''],
  ['(?s)', ''],
  ['(?m)', ''],
  ['(?x)', ''],
  ['(?>', '(?:'],
  ['(?|', '(?:'],
  ['(?i:', '(?:'],
  ['++', '+'],
  ['*+', '*'],
  ['?+', '?'],
  ['}+', '}'],
];

/**
 * For capacity and lint, which run no request: an expression that JavaScript lacks is taken for the
 * nearest it has. @throws SyntaxError where nginx would refuse it too
 */
export function toLikeRegExp(written: string, ignoreCase = false): RegExp {
  try {
    return toRegExp(written, ignoreCase);
  } catch {
    const pattern = PCRE_ONLY.reduce((text, [pcre, ours]) => text.replaceAll(pcre, ours), written);
    return inJavaScript(pattern, ignoreCase || written.includes('(?i'), true);
  }
}
