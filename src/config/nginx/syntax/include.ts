import { dirname, isAbsolute } from 'node:path';
import { reasonOf, TidegateError } from '../../../lib/errors.js';
import type { DirectiveRef } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import type { ConfigSource } from '../../config-source.js';
import { Room } from '../../room.js';
import type { Word } from '../../word.js';
import { includePaths, isPattern, lenientBases } from './include-paths.js';
import { MAX_DEPTH, parse, tooDeep } from './parse.js';
import type { Directive } from './syntax.js';

/**
 * For capacity and lint, which use as much of a configuration as they can: what nginx and the
 * bundled proxy refuse is skipped and recorded.
 */
export interface Leniency {
  /** Where includes are searched for: nginx's prefix; null = the directory of the main file. */
  readonly prefix: string | null;
  /** Includes whose files do not exist. */
  readonly missing: DirectiveRef[];
  /** Patterns that match no file. */
  readonly empty: DirectiveRef[];
  /** Includes with an absolute path that were found in a copy beside the configuration. */
  readonly copied: (DirectiveRef & { readonly file: string })[];
  /**
   * Includes with an absolute path that were found there, together with the copy beside the
   * configuration.
   */
  readonly ofHost: (DirectiveRef & { readonly file: string })[];
  /** Files of `copied`. */
  readonly copies: Set<string>;
  /** Copies that do not fit where they would be included, because another file is meant. */
  readonly unfit: ReadonlySet<string>;
  readonly byteOrderMarks: Place[];
}

export function lenient(
  prefix: string | null = null,
  unfit: ReadonlySet<string> = new Set(),
): Leniency {
  const found = { missing: [], empty: [], copied: [], ofHost: [], byteOrderMarks: [] };
  return { prefix, ...found, copies: new Set(), unfit };
}

/** Stands for a file name in places of `-g`. */
const GLOBALS = 'command line';

/**
 * nginx holds a file open at each level and ends at its limit of descriptors, often 1024. No real
 * configuration is nested deeper, and the limit keeps a chain of files from exhausting the stack.
 */
const MAX_INCLUDE_DEPTH = 100;
/** Size of all files together, counted as often as they are included: the tree still fits into memory. */
const MAX_CHARACTERS = 32_000_000;
const MAX_FILES = 100_000;

/**
 * Reads a file and everything it includes as one text. Paths are relative to the directory of the
 * main file, as in nginx, not to the including file.
 * @param globals directives that come before the file's own
 * @throws TidegateError CONFIG_NOT_READABLE, CONFIG_INCLUDE_MISSING, CONFIG_INCLUDE_CIRCULAR,
 *   CONFIG_INCLUDE_TOO_DEEP, CONFIG_TOO_LARGE, CONFIG_TOO_DEEP, CONFIG_BYTE_ORDER_MARK_UNEXPECTED,
 *   and parse's
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
    bases: leniency ? lenientBases(file, main, leniency.prefix) : [dirname(file)],
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
  return new TidegateError(
    'CONFIG_BYTE_ORDER_MARK_UNEXPECTED',
    'the file begins with a byte order mark',
    {
      place,
      hint: 'Save it as UTF-8 without one: nginx takes it for a part of the first word.',
    },
  );
}

interface Including {
  readonly bases: readonly string[];
  readonly source: ConfigSource;
  /** null = as strict as nginx. */
  readonly leniency: Leniency | null;
  /** Number of files included so far. */
  files: number;
  characters: number;
  readonly room: Room;
}

/** The open files and blocks around a directive. */
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
    throw new TidegateError('CONFIG_ARGUMENTS_BAD', '"include" takes one file or pattern', {
      place: directive.place,
      hint: 'Write: include FILE;',
    });
  }
  return filesOf(pattern, open.files, from).flatMap(({ file, text: known }) => {
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

/** A file that an include names, with its text if it was read to see whether it exists. */
interface Named {
  readonly file: string;
  readonly text?: string;
}

/**
 * Searched for in one place after the other; if no place has it, it is reported for the first.
 * @param open files that are being read, which a copy does not include itself
 */
function filesOf(pattern: Word, open: readonly string[], from: Including): readonly Named[] {
  const { bases, source, leniency } = from;
  const { text: name, place } = pattern;
  const [first = name, ...others] = includePaths(name, bases, leniency !== null);
  if (!isPattern(name) && others.length === 0) return [{ file: first }];
  const isCopy = (path: string) => isAbsolute(name) && path !== first;
  const filesIn = (path: string) =>
    filesAt(path, pattern, source).filter(
      ({ file }) => path === first || !(open.includes(file) || leniency?.unfit.has(file)),
    );
  for (const [at, path] of [first, ...others].entries()) {
    const files = filesIn(path);
    if (files.length === 0) continue;
    if (isCopy(path)) {
      leniency?.copied.push({ name, place, file: path });
      for (const { file } of files) leniency?.copies.add(file);
    } else if (isAbsolute(name)) {
      const copy = others.slice(at).find((one) => one !== first && filesIn(one).length > 0);
      if (copy !== undefined) leniency?.ofHost.push({ name, place, file: copy });
    }
    return files;
  }
  if (!isPattern(name)) return [{ file: first }];
  leniency?.empty.push({ name, place });
  return [];
}

function filesAt(path: string, pattern: Word, source: ConfigSource): readonly Named[] {
  if (isPattern(pattern.text)) return matching(path, pattern, source).map((file) => ({ file }));
  const text = textOf(path, source);
  return text === null ? [] : [{ file: path, text }];
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
    throw new TidegateError('CONFIG_TOO_LARGE', `cannot include ${path}: ${reasonOf(cause)}`, {
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
    throw new TidegateError('CONFIG_NOT_READABLE', `cannot read ${file}: ${reasonOf(cause)}`, {
      hint: 'Name an nginx configuration file that exists.',
      cause,
    });
  }
}

/** null = the file does not exist, which is recorded. */
function readIncluded(file: string, pattern: Word, from: Including): string | null {
  try {
    return from.source.read(file);
  } catch (cause) {
    if (from.leniency !== null) {
      from.leniency.missing.push({ name: pattern.text, place: pattern.place });
      return null;
    }
    throw new TidegateError(
      'CONFIG_INCLUDE_MISSING',
      `cannot include ${file}: ${reasonOf(cause)}`,
      {
        place: pattern.place,
        hint: 'Paths are relative to the directory of the main configuration file.',
        cause,
      },
    );
  }
}

function loop(pattern: Word, file: string, open: readonly string[]): TidegateError {
  const circle = [...open.slice(open.indexOf(file)), file].join(' -> ');
  return new TidegateError('CONFIG_INCLUDE_CIRCULAR', `${file} includes itself: ${circle}`, {
    place: pattern.place,
    hint: 'Remove this include.',
  });
}

function includedTooDeep(pattern: Word): TidegateError {
  return new TidegateError(
    'CONFIG_INCLUDE_TOO_DEEP',
    `files include each other more than ${MAX_INCLUDE_DEPTH} deep`,
    { place: pattern.place, hint: 'Include the files from one place instead of from each other.' },
  );
}

function tooLarge(pattern: Word, { files, characters }: Including): TidegateError {
  const megabytes = Math.round(characters / 1_000_000);
  return new TidegateError(
    'CONFIG_TOO_LARGE',
    `the configuration has ${files} included files and ${megabytes} MB so far`,
    {
      place: pattern.place,
      hint: `At most ${MAX_FILES} files and ${MAX_CHARACTERS / 1_000_000} MB are read; does a file include another twice?`,
    },
  );
}
