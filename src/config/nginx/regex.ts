/**
 * A regular expression as nginx writes it. PCRE also names groups with `(?P<name>`; what else it
 * has and JavaScript lacks is refused by JavaScript. @throws SyntaxError
 */
export function toRegExp(pattern: string, ignoreCase = false): RegExp {
  return new RegExp(pattern.replaceAll('(?P<', '(?<'), ignoreCase ? 'i' : '');
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
  ['\\A', '^'],
  ['\\z', '$'],
  ['\\Z', '$'],
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
    return toRegExp(pattern, ignoreCase || written.includes('(?i'));
  }
}
