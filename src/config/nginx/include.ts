import { dirname, isAbsolute, join } from 'node:path';
import { TidegateError } from '../../lib/errors.js';
import { Room } from '../room.js';
import { MAX_DEPTH, parse, tooDeep } from './parse.js';
import type { Directive, Word } from './syntax.js';

/** Where configuration files come from; `host/config-source.ts` is the one that reads the disk. */
export interface ConfigSource {
  /** The file's text. Throws when there is no such file. */
  read(path: string): string;
  /** Paths that match a pattern with `*`, `?` or `[...]`, sorted; none is no error. */
  glob(pattern: string): readonly string[];
}

/** Stands for a file's name in the places of what `-g` says. */
const GLOBALS = 'command line';

const WILDCARD = /[*?[]/;

/**
 * nginx holds a file open at each level and ends at its limit of descriptors, often 1024. This is
 * as deep as no configuration goes, and keeps a chain of files from exhausting the stack.
 */
const MAX_INCLUDE_DEPTH = 100;
/** Of all files together, counted as often as they are included: a tree of it still fits into memory. */
const MAX_CHARACTERS = 32_000_000;
const MAX_FILES = 100_000;

/**
 * Reads a file and everything it includes, as if it stood in one. Paths are relative to the
 * directory of the main file, as in nginx, not to that of the including file.
 * @param globals directives to stand before the file's own.
 * @throws TidegateError CONFIG_NOT_READABLE, CONFIG_INCLUDE_MISSING, CONFIG_INCLUDE_LOOP,
 *   CONFIG_INCLUDE_DEPTH, CONFIG_TOO_LARGE, CONFIG_TOO_DEEP, and parse's
 */
export function parseWithIncludes(file: string, source: ConfigSource, globals = ''): Directive[] {
  const text = readMain(file, source);
  const from = { base: dirname(file), source, files: 0, characters: text.length, room: new Room() };
  const first = expand(parse(globals, GLOBALS), { files: [], blocks: 0 }, from);
  const rest = expand(parse(text, file, from.room), { files: [file], blocks: 0 }, from);
  return first.length === 0 ? rest : first.concat(rest);
}

interface Including {
  readonly base: string;
  readonly source: ConfigSource;
  /** How much was included so far. */
  files: number;
  characters: number;
  readonly room: Room;
}

/** What is open around a directive. */
interface Open {
  readonly files: readonly string[];
  readonly blocks: number;
}

function expand(directives: readonly Directive[], open: Open, from: Including): Directive[] {
  const expanded: Directive[] = [];
  for (const directive of directives) {
    if (directive.name === 'include' && !directive.quotedName) {
      for (const one of included(directive, open, from)) expanded.push(one);
    } else if (directive.body) {
      const blocks = open.blocks + 1;
      if (blocks > MAX_DEPTH) throw tooDeep(directive.place);
      expanded.push({ ...directive, body: expand(directive.body, { ...open, blocks }, from) });
    } else {
      expanded.push(directive);
    }
  }
  return expanded;
}

function included(directive: Directive, open: Open, from: Including): Directive[] {
  const [pattern] = directive.args;
  if (!pattern || directive.args.length !== 1 || directive.body) {
    throw new TidegateError('CONFIG_ARGUMENTS', '"include" takes one file or pattern', {
      place: directive.place,
      hint: 'Write: include FILE;',
    });
  }
  const path = isAbsolute(pattern.text) ? pattern.text : join(from.base, pattern.text);
  const files = WILDCARD.test(path) ? matching(path, pattern, from.source) : [path];
  return files.flatMap((file) => {
    if (open.files.includes(file)) throw loop(pattern, file, open.files);
    if (open.files.length > MAX_INCLUDE_DEPTH) throw includedTooDeep(pattern);
    const text = readIncluded(file, pattern, from.source);
    from.files += 1;
    from.characters += text.length;
    if (from.files > MAX_FILES || from.characters > MAX_CHARACTERS) throw tooLarge(pattern, from);
    return expand(parse(text, file, from.room), { ...open, files: [...open.files, file] }, from);
  });
}

function matching(path: string, pattern: Word, source: ConfigSource): readonly string[] {
  try {
    return source.glob(path);
  } catch (cause) {
    throw new TidegateError('CONFIG_TOO_LARGE', `cannot include ${path}: ${reason(cause)}`, {
      place: pattern.place,
      hint: 'Write a narrower pattern.',
      cause,
    });
  }
}

function readMain(file: string, source: ConfigSource): string {
  try {
    return source.read(file);
  } catch (cause) {
    throw new TidegateError('CONFIG_NOT_READABLE', `cannot read ${file}: ${reason(cause)}`, {
      hint: 'Name an nginx configuration file that exists.',
      cause,
    });
  }
}

function readIncluded(file: string, pattern: Word, source: ConfigSource): string {
  try {
    return source.read(file);
  } catch (cause) {
    throw new TidegateError('CONFIG_INCLUDE_MISSING', `cannot include ${file}: ${reason(cause)}`, {
      place: pattern.place,
      hint: 'Paths are relative to the directory of the main configuration file.',
      cause,
    });
  }
}

function loop(pattern: Word, file: string, open: readonly string[]): TidegateError {
  const circle = [...open.slice(open.indexOf(file)), file].join(' -> ');
  return new TidegateError('CONFIG_INCLUDE_LOOP', `${file} includes itself: ${circle}`, {
    place: pattern.place,
    hint: 'Remove this include.',
  });
}

function includedTooDeep(pattern: Word): TidegateError {
  return new TidegateError(
    'CONFIG_INCLUDE_DEPTH',
    `files include each other more than ${MAX_INCLUDE_DEPTH} deep`,
    { place: pattern.place, hint: 'Include the files from one place instead of from each other.' },
  );
}

function tooLarge(pattern: Word, { files, characters }: Including): TidegateError {
  const megabytes = Math.round(characters / 1_000_000);
  return new TidegateError(
    'CONFIG_TOO_LARGE',
    `the configuration has come to ${files} included files and ${megabytes} MB`,
    {
      place: pattern.place,
      hint: `At most ${MAX_FILES} files and ${MAX_CHARACTERS / 1_000_000} MB are read; does a file include another twice?`,
    },
  );
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
