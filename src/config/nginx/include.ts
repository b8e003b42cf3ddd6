import { dirname, isAbsolute, join } from 'node:path';
import { TidegateError } from '../../lib/errors.js';
import { parse } from './parse.js';
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
 * Reads a file and everything it includes, as if it stood in one. Paths are relative to the
 * directory of the main file, as in nginx, not to that of the including file.
 * @param globals directives to stand before the file's own.
 * @throws TidegateError CONFIG_NOT_READABLE, CONFIG_INCLUDE_MISSING, CONFIG_INCLUDE_LOOP, and parse's
 */
export function parseWithIncludes(file: string, source: ConfigSource, globals = ''): Directive[] {
  const from = { base: dirname(file), source };
  return [
    ...expand(parse(globals, GLOBALS), [], from),
    ...expand(parse(readMain(file, source), file), [file], from),
  ];
}

interface Including {
  readonly base: string;
  readonly source: ConfigSource;
}

function expand(directives: readonly Directive[], open: string[], from: Including): Directive[] {
  const expanded: Directive[] = [];
  for (const directive of directives) {
    if (directive.name === 'include' && !directive.quotedName) {
      for (const one of included(directive, open, from)) expanded.push(one);
    } else if (directive.body) {
      expanded.push({ ...directive, body: expand(directive.body, open, from) });
    } else {
      expanded.push(directive);
    }
  }
  return expanded;
}

function included(directive: Directive, open: string[], from: Including): Directive[] {
  const [pattern] = directive.args;
  if (!pattern || directive.args.length !== 1 || directive.body) {
    throw new TidegateError('CONFIG_ARGUMENTS', '"include" takes one file or pattern', {
      place: directive.place,
      hint: 'Write: include FILE;',
    });
  }
  const path = isAbsolute(pattern.text) ? pattern.text : join(from.base, pattern.text);
  const files = WILDCARD.test(path) ? from.source.glob(path) : [path];
  return files.flatMap((file) => {
    if (open.includes(file)) throw loop(pattern, file, open);
    return expand(parse(readIncluded(file, pattern, from.source), file), [...open, file], from);
  });
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

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
