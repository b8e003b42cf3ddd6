import type { Location } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import { argument } from '../entry.js';
import type { Directive, Word } from '../syntax.js';
import { checkRegex, invalid } from '../values.js';

type LocationPattern = Pick<Location, 'kind' | 'pattern' | 'ignoreCase'> & { place: Place };

/** Longest first: `~*` before `~`. */
const MODIFIERS = ['^~', '~*', '=', '~'] as const;

/** `location [modifier] pattern`; nginx also takes the modifier without a space after it. */
export function locationOf(directive: Directive): LocationPattern {
  const first = argument(directive, 0);
  const second = directive.args[1];
  if (second) return pattern(directive, first, first.text, second.text);
  const modifier = MODIFIERS.find((one) => first.text.startsWith(one)) ?? '';
  return pattern(directive, first, modifier, first.text.slice(modifier.length));
}

function pattern(
  directive: Directive,
  word: Word,
  modifier: string,
  text: string,
): LocationPattern {
  const common = { pattern: text, ignoreCase: false, place: directive.place };
  switch (modifier) {
    case '=':
      return { ...common, kind: 'exact' };
    case '^~':
      return { ...common, kind: 'prefix-final' };
    case '~':
    case '~*':
      checkRegex(text, word.place);
      return { ...common, kind: 'regex', ignoreCase: modifier === '~*' };
    case '':
      return { ...common, kind: text.startsWith('@') ? 'named' : 'prefix' };
    default:
      throw invalid(word, 'one of = ^~ ~ ~* before the pattern');
  }
}
