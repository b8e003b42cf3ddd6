import { TidegateError } from '../../lib/errors.js';
import type { Place } from '../../model/place.js';

/**
 * A regular expression of a configuration. nginx has PCRE; what JavaScript does not share with
 * it (inline flags, possessive quantifiers, atomic groups) is refused rather than misread.
 * @throws TidegateError CONFIG_REGEX
 */
export function compileRegex(pattern: string, ignoreCase: boolean, place: Place): RegExp {
  try {
    return new RegExp(pattern.replaceAll('(?P<', '(?<'), ignoreCase ? 'i' : '');
  } catch (cause) {
    throw new TidegateError('CONFIG_REGEX', `cannot read the regular expression "${pattern}"`, {
      place,
      hint: 'Write it with what PCRE and JavaScript have in common.',
      cause,
    });
  }
}
