import type { Location } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import type { Word } from '../../word.js';
import { invalid } from '../../word.js';
import { argument, type Reader } from '../drafts/entry.js';
import type { Directive } from '../syntax/syntax.js';
import { checkPattern } from './check-pattern.js';

type LocationPattern = Pick<Location, 'kind' | 'pattern' | 'ignoreCase'> & { place: Place };

/** Longest first: `~*` before `~`. */
const MODIFIERS = ['^~', '~*', '=', '~'] as const;

/** `location [modifier] pattern`; nginx also accepts the modifier without a space after it. */
export function locationOf(directive: Directive, reader: Reader): LocationPattern {
  const first = argument(directive, 0);
  const second = directive.args[1];
  if (second) return pattern(directive, reader, second, [first.text, second.text]);
  const modifier = MODIFIERS.find((one) => first.text.startsWith(one)) ?? '';
  return pattern(directive, reader, first, [modifier, first.text.slice(modifier.length)]);
}

function pattern(
  directive: Directive,
  reader: Reader,
  word: Word,
  [modifier, text]: readonly [modifier: string, text: string],
): LocationPattern {
  const common = { pattern: text, ignoreCase: false, place: directive.place };
  switch (modifier) {
    case '=':
      return { ...common, kind: 'exact' };
    case '^~':
      return { ...common, kind: 'prefix-final' };
    case '~':
    case '~*':
      checkPattern(text, word.place, reader);
      return { ...common, kind: 'regex', ignoreCase: modifier === '~*' };
    case '':
      return { ...common, kind: text.startsWith('@') ? 'named' : 'prefix' };
    default:
      throw invalid(argument(directive, 0), 'one of = ^~ ~ ~* before the pattern');
  }
}
