import { formatPlace, TidegateError } from '../../../lib/errors.js';
import type { Place } from '../../../model/place.js';
import type { Room } from '../../room.js';
import type { Word } from '../../word.js';
import { asTemplateError } from './placeholders.js';
import type { Directive } from './syntax.js';
import { type Token, tokenize } from './tokenize.js';

/** Deeper than any real configuration. Keeps a hostile file from exhausting the stack of later steps. */
export const MAX_DEPTH = 50;

interface Block {
  readonly opened: Place | null;
  readonly directives: Directive[];
  readonly words: Word[];
}

/**
 * Parses text to a tree of directives, without their meaning.
 * @throws TidegateError CONFIG_SEMICOLON_MISSING, CONFIG_BLOCK_UNCLOSED, CONFIG_MARK_UNEXPECTED,
 *   CONFIG_NOT_RENDERED, and tokenize's
 */
export function parse(text: string, file: string, room?: Room): Directive[] {
  try {
    return treeOf(text, file, room);
  } catch (error) {
    throw asTemplateError(error, text);
  }
}

function treeOf(text: string, file: string, room?: Room): Directive[] {
  const stack: Block[] = [];
  let block: Block = { opened: null, directives: [], words: [] };
  for (const token of tokenize(text, file, room)) {
    if (token.kind === 'word') {
      block.words.push(token);
    } else if (token.kind === ';') {
      block.directives.push(finish(block, token, null));
    } else if (token.kind === '{') {
      if (block.words.length === 0) throw unexpected(token);
      if (stack.length === MAX_DEPTH) throw tooDeep(token.place);
      stack.push(block);
      block = { opened: block.words[0]?.place ?? token.place, directives: [], words: [] };
    } else {
      const last = block.words[0];
      if (last) throw missingSemicolon(last, `before "}" at ${formatPlace(token.place)}`);
      const parent = stack.pop();
      if (!parent) throw unexpected(token);
      parent.directives.push(finish(parent, token, block.directives));
      block = parent;
    }
  }
  if (block.words[0]) throw missingSemicolon(block.words[0], 'before the end of the file');
  if (block.opened) throw unclosed(block.opened);
  return block.directives;
}

function finish(block: Block, token: Token, body: Directive[] | null): Directive {
  const [name] = block.words;
  if (!name) throw unexpected(token);
  const { text, quoted, place } = name;
  const args = block.words.slice(1);
  block.words.length = 0;
  return { name: text, quotedName: quoted, args, body, place, end: token.place };
}

function unexpected(token: Token): TidegateError {
  const mark = token.kind === 'word' ? token.text : token.kind;
  const hint =
    mark === '}'
      ? 'Remove it, or find the "{" that is missing above it.'
      : 'Write a directive before it, or remove it.';
  return new TidegateError('CONFIG_MARK_UNEXPECTED', `unexpected "${mark}"`, {
    place: token.place,
    hint,
  });
}

function missingSemicolon(word: Word, where: string): TidegateError {
  return new TidegateError(
    'CONFIG_SEMICOLON_MISSING',
    `"${word.text}" is not ended by ";" or "{" ${where}`,
    { place: word.place, hint: `End the directive with ";".` },
  );
}

function unclosed(place: Place): TidegateError {
  return new TidegateError('CONFIG_BLOCK_UNCLOSED', 'the block that begins here is never closed', {
    place,
    hint: 'Add the missing "}".',
  });
}

/** Also used for nesting through includes. */
export function tooDeep(place: Place): TidegateError {
  return new TidegateError('CONFIG_TOO_DEEP', `blocks are nested more than ${MAX_DEPTH} deep`, {
    place,
    hint: 'Look for "}" missing above.',
  });
}
