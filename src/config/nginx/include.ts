import { dirname, isAbsolute, join } from 'node:path';
import { TidegateError } from '../../lib/errors.js';
import type { DirectiveRef } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
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

/**
 * For capacity and lint, which make of a configuration what they can: what nginx and the bundled
 * proxy refuse is passed over and noted.
 */
export interface Leniency {
  /** Where includes are looked for, nginx's prefix; null = the directory of the main file. */
  readonly prefix: string | null;
  /** Includes whose files are not there. */
  readonly missing: DirectiveRef[];
  readonly byteOrderMarks: Place[];
}

export function lenient(prefix: string | null = null): Leniency {
  return { prefix, missing: [], byteOrderMarks: [] };
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
 *   CONFIG_INCLUDE_DEPTH, CONFIG_TOO_LARGE, CONFIG_TOO_DEEP, CONFIG_BYTE_ORDER_MARK, and parse's
 */
export function parseWithIncludes(
  file: string,
  source: ConfigSource,
  globals = '',
  leniency: Leniency | null = null,
): Directive[] {
  const text = readMain(file, source);
  const room = new Room();
  const main = parseFile(text, file, { leniency, room });
  const from = {
    bases: basesOf(file, main, leniency),
    source,
    leniency,
    room,
    files: 0,
    characters: text.length,
  };
  const first = expand(parse(globals, GLOBALS), { files: [], blocks: 0 }, from);
  const rest = expand(main, { files: [file], blocks: 0 }, from);
  return first.length === 0 ? rest : first.concat(rest);
}

/** Blocks that only a file has that nginx is started with. */
const OF_A_WHOLE = /^(?:events|http)$/;

/**
 * Directories in which includes are looked for, the first first. A fragment stands in a folder of
 * the directory that its includes are relative to, so its parents are looked through as well.
 */
function basesOf(
  file: string,
  directives: readonly Directive[],
  leniency: Leniency | null,
): readonly string[] {
  const own = dirname(file);
  if (leniency === null) return [own];
  if (leniency.prefix !== null) return [leniency.prefix];
  if (directives.some(({ name }) => OF_A_WHOLE.test(name))) return [own];
  const bases = [own];
  for (let base = own; dirname(base) !== base; base = dirname(base)) bases.push(dirname(base));
  return bases;
}

const BYTE_ORDER_MARK = '\uFEFF';

function parseFile(
  text: string,
  file: string,
  { leniency, room }: Pick<Including, 'leniency' | 'room'>,
): Directive[] {
  if (text.startsWith(BYTE_ORDER_MARK)) {
    const place = { file, line: 1, column: 1 };
    if (leniency === null) throw marked(place);
    leniency.byteOrderMarks.push(place);
  }
  return parse(text, file, room);
}

function marked(place: Place): TidegateError {
  return new TidegateError('CONFIG_BYTE_ORDER_MARK', 'the file begins with a byte order mark', {
    place,
    hint: 'Save it as UTF-8 without one: nginx takes it for a part of the first word.',
  });
}

interface Including {
  readonly bases: readonly string[];
  readonly source: ConfigSource;
  /** null = nginx's own strictness. */
  readonly leniency: Leniency | null;
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
  return filesOf(pattern, from).flatMap(({ file, text: known }) => {
    if (open.files.includes(file)) throw loop(pattern, file, open.files);
    if (open.files.length > MAX_INCLUDE_DEPTH) throw includedTooDeep(pattern);
    const text = known ?? readIncluded(file, pattern, from);
    if (text === null) return [];
    from.files += 1;
    from.characters += text.length;
    if (from.files > MAX_FILES || from.characters > MAX_CHARACTERS) throw tooLarge(pattern, from);
    const inner = { ...open, files: [...open.files, file] };
    return expand(parseFile(text, file, from), inner, from);
  });
}

/** A file that an include names; its text where it was read to see whether it is there. */
interface Named {
  readonly file: string;
  readonly text?: string;
}

/** Looked for in one directory after the other; where none has it, it is named in the first. */
function filesOf(pattern: Word, { bases, source }: Including): readonly Named[] {
  const paths = isAbsolute(pattern.text)
    ? [pattern.text]
    : bases.map((base) => join(base, pattern.text));
  if (WILDCARD.test(pattern.text)) {
    for (const path of paths) {
      const files = matching(path, pattern, source);
      if (files.length > 0) return files.map((file) => ({ file }));
    }
    return [];
  }
  if (paths.length > 1) {
    for (const file of paths) {
      const text = textOf(file, source);
      if (text !== null) return [{ file, text }];
    }
  }
  return paths.slice(0, 1).map((file) => ({ file }));
}

function textOf(file: string, source: ConfigSource): string | null {
  try {
    return source.read(file);
  } catch {
    return null;
  }
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

/** null = it is not there, and that is noted. */
function readIncluded(file: string, pattern: Word, from: Including): string | null {
  try {
    return from.source.read(file);
  } catch (cause) {
    if (from.leniency !== null) {
      from.leniency.missing.push({ name: pattern.text, place: pattern.place });
      return null;
    }
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
