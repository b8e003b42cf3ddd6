import type { Edit } from '../../../model/lint.js';
import type { Place } from '../../../model/place.js';
import type { Word } from '../../word.js';
import type { Directive } from '../syntax/syntax.js';
import type { DirectiveIndex } from './directive-index.js';

/** Inserts text at a place. */
export function insert(place: Place, text: string): Edit {
  return { kind: 'replace', from: place, to: place, text };
}

/**
 * Replaces a word by another. No edit if the word is written with escapes, because its end is not
 * known then.
 */
export function replaceWord(word: Word, text: string): Edit[] {
  if (/["'\\\s]/.test(word.text)) return [];
  return [{ kind: 'replace', from: word.place, to: past(word), text }];
}

/** Replaces a block or directive, with its `;` or `}`. */
export function replaceDirective({ place, end }: Directive, text: string): Edit {
  return { kind: 'replace', from: place, to: moved(end, 1), text };
}

/** Removes a directive with its `;`; a line that becomes empty is removed too. */
export function removeDirective(directive: Directive): Edit {
  return replaceDirective(directive, '');
}

/** Adds a directive after another, on a line of its own if that one ends its line. */
export function appendAfter({ end }: Directive, text: string): Edit {
  return { kind: 'append', after: end, text };
}

/** Adds a directive at the end of a block. No edit if the block is empty or is not here. */
export function addLast(block: Directive | null, text: string): Edit[] {
  const last = block?.body?.at(-1);
  if (!block || !last || last.place.file !== block.place.file) return [];
  return [appendAfter(last, text)];
}

/** Adds a directive at the beginning of a block. No edit if the block is empty or is not here. */
export function addInto(block: Directive | null, text: string): Edit[] {
  const first = block?.body?.[0];
  // The first directive comes from an included file, which others may include too.
  if (!block || !first || first.place.file !== block.place.file) return [];
  return [{ kind: 'add', before: first.place, text }];
}

/** The shared memory zone of an upstream, which several rules add. */
export function addZone(written: DirectiveIndex, upstream: { name: string; place: Place }): Edit[] {
  return addInto(written.at(upstream.place), `zone ${upstream.name} 64k;`);
}

function past(word: Word): Place {
  return moved(word.place, word.text.length + (word.quoted ? 2 : 0));
}

function moved(place: Place, columns: number): Place {
  return { ...place, column: place.column + columns };
}
