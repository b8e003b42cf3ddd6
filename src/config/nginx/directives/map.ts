import { TidegateError } from '../../../lib/errors.js';
import type { MapBlock, MapEntry, SplitClients, Template } from '../../../model/nginx.js';
import type { Word } from '../../word.js';
import { invalid } from '../../word.js';
import { type AnyEntry, argument, type Entry, type Reader } from '../drafts/entry.js';
import type { Directive } from '../syntax/syntax.js';
import { isHostName } from '../values/host-name.js';
import { template } from '../values/values.js';
import { checkPattern } from './check-pattern.js';

/** Variables defined by others: `map` and `split_clients`. */
export const MAP: readonly AnyEntry[] = [
  {
    name: 'map',
    contexts: ['http', 'stream'],
    args: [2, 2],
    block: true,
    repeats: true,
    apply: (level, directive, reader) => {
      level.maps.push(readMap(directive, reader));
    },
  } satisfies Entry<'http' | 'stream'>,
  {
    name: 'split_clients',
    contexts: ['http', 'stream'],
    args: [2, 2],
    block: true,
    repeats: true,
    apply: (level, directive) => {
      level.splits.push(readSplit(directive));
    },
  } satisfies Entry<'http' | 'stream'>,
];

function readMap(directive: Directive, reader: Reader): MapBlock {
  const entries: MapEntry[] = [];
  const exact = new Set<string>();
  let fallback: Template | null = null;
  let hostnames = false;
  let volatile = false;
  for (const line of directive.body ?? []) {
    if (line.args.length === 0 && line.name === 'hostnames') hostnames = true;
    else if (line.args.length === 0 && line.name === 'volatile') volatile = true;
    else if (line.name === 'default') {
      if (fallback) throw duplicate(line);
      fallback = template(value(line));
    } else {
      const entry = readEntry(line, reader);
      if (entry.kind === 'exact') {
        const key = entry.pattern.toLowerCase();
        if (exact.has(key)) throw duplicate(line);
        exact.add(key);
      }
      entries.push(entry);
    }
  }
  if (hostnames) checkHostNames(entries);
  return {
    source: template(argument(directive, 0)),
    variable: variableName(argument(directive, 1)),
    entries,
    default: fallback ?? [],
    hostnames,
    volatile,
    place: directive.place,
  };
}

function checkHostNames(entries: readonly MapEntry[]): void {
  const odd = entries.find(({ kind, pattern }) => kind === 'exact' && !isHostName(pattern));
  if (!odd) return;
  const word = { text: odd.pattern, quoted: false, place: odd.place };
  throw invalid(word, 'a name, .name, *.name or name.*, or leave out hostnames');
}

/** Keys with `~` and `~*` are patterns, quoted or not; a backslash in front makes any key literal. */
function readEntry(line: Directive, reader: Reader): MapEntry {
  const { name, place } = line;
  const result = template(value(line));
  if (name.startsWith('~')) {
    const ignoreCase = name.startsWith('~*');
    const pattern = name.slice(ignoreCase ? 2 : 1);
    checkPattern(pattern, place, reader);
    return { kind: 'regex', pattern, ignoreCase, value: result, place };
  }
  const pattern = name.startsWith('\\') ? name.slice(1) : name;
  return { kind: 'exact', pattern, ignoreCase: false, value: result, place };
}

function value(line: Directive): Word {
  const word = line.args[0];
  if (!word || line.args.length !== 1 || line.body) {
    throw new TidegateError(
      'CONFIG_ARGUMENTS_BAD',
      `"${line.name}" takes one value in this block`,
      {
        place: line.place,
        hint: 'Write: KEY VALUE;',
      },
    );
  }
  return word;
}

function duplicate(line: Directive): TidegateError {
  return new TidegateError('CONFIG_DUPLICATE', `"${line.name}" stands twice in this map`, {
    place: line.place,
    hint: 'Keep one of them.',
  });
}

function variableName(word: Word): string {
  if (!/^\$\w+$/.test(word.text)) throw invalid(word, 'a variable to set, as $name');
  return word.text.slice(1);
}

function readSplit(directive: Directive): SplitClients {
  let sum = 0;
  const parts = (directive.body ?? []).map((line) => {
    const percent = line.name === '*' ? null : percentage(line);
    sum += percent ?? 0;
    if (Math.round(sum * 100) > 10_000) {
      throw invalid(
        { text: line.name, quoted: false, place: line.place },
        'parts up to 100% in all',
      );
    }
    // Unchanged, because nginx expands no variables here, unlike in a map.
    return { percent, value: [value(line).text] };
  });
  return {
    source: template(argument(directive, 0)),
    variable: variableName(argument(directive, 1)),
    parts,
    place: directive.place,
  };
}

function percentage(line: Directive): number {
  const digits = /^(\d{1,3}(?:\.\d{1,2})?)%$/.exec(line.name)?.[1];
  const percent = Number(digits ?? 0);
  if (percent <= 0 || percent > 100) {
    throw invalid({ text: line.name, quoted: false, place: line.place }, 'a share as 12.5% or *');
  }
  return percent;
}
