/**
 * A regular expression as nginx writes it. PCRE also names groups with `(?P<name>`; what else it
 * has and JavaScript lacks is refused by JavaScript. @throws SyntaxError
 */
export function toRegExp(pattern: string, ignoreCase = false): RegExp {
  return new RegExp(pattern.replaceAll('(?P<', '(?<'), ignoreCase ? 'i' : '');
}
