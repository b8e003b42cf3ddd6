import type { Edit } from '../../../model/lint.js';
import type { Place } from '../../../model/place.js';
import type { Directive, Word } from '../syntax/syntax.js';
import type { DirectiveIndex } from './directive-index.js';

/** Text put in at a place. */
export function insert(place: Place, text: string): Edit {
  return { kind: 'replace', from: place, to: place, text };
}

/** A word in place of another. None where the other is written with escapes: its end is not known then. */
export function replaceWord(word: Word, text: string): Edit[] {
  if (/["'\\\s]/.test(word.text)) return [];
  return [{ kind: 'replace', from: word.place, to: past(word), text }];
}

/** A block or directive in place of another, its `;` or `}` included. */
export function replaceDirective({ place, end }: Directive, text: string): Edit {
  return { kind: 'replace', from: place, to: moved(end, 1), text };
}

/** A directive, its `;` included, taken away; a line that it leaves empty goes too. */
export function removeDirective(directive: Directive): Edit {
  return replaceDirective(directive, '');
}

/** A directive behind another, on a line of its own where that one ends its line. */
export function appendAfter({ end }: Directive, text: string): Edit {
  return { kind: 'append', after: end, text };
}

/** A directive as the last of a block. None where the block is empty or is not here. */
export function addLast(block: Directive | null, text: string): Edit[] {
  const last = block?.body?.at(-1);
  if (!block || !last || last.place.file !== block.place.file) return [];
  return [appendAfter(last, text)];
}

/** A directive as the first of a block. None where the block is empty or is not here. */
export function addInto(block: Directive | null, text: string): Edit[] {
  const first = block?.body?.[0];
  // What an include brings in belongs to whoever else includes it.
  if (!block || !first || first.place.file !== block.place.file) return [];
  return [{ kind: 'add', before: first.place, text }];
}

/** The shared memory zone of an upstream, which several rules ask for. */
export function addZone(written: DirectiveIndex, upstream: { name: string; place: Place }): Edit[] {
  return addInto(written.at(upstream.place), `zone ${upstream.name} 64k;`);
}

function past(word: Word): Place {
  return moved(word.place, word.text.length + (word.quoted ? 2 : 0));
}

function moved(place: Place, columns: number): Place {
  return { ...place, column: place.column + columns };
}
