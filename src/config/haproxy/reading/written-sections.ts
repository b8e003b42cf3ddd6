import type { Place } from '../../../model/place.js';
import type { Word } from '../../word.js';
import type { Line } from '../syntax/tokenize.js';
import { OTHER_SECTIONS, PROXY_SECTIONS } from './keywords.js';
import { takesValue } from './server-line.js';

/** A section as written, with the `defaults` that it inherits from. */
export interface Section {
  readonly kind: string;
  readonly name: string;
  readonly place: Place;
  readonly lines: readonly Line[];
  readonly defaults: Section | null;
}

/** An option of a server: the word, and its value if it has one. */
interface ServerOption {
  readonly word: Word;
  readonly value: string;
}

/** A `server` line with its own options and those of `default-server`. */
export interface WrittenServer {
  readonly name: string;
  readonly address: string;
  /** The line defines several servers. */
  readonly isTemplate: boolean;
  readonly place: Place;
  readonly options: ReadonlyMap<string, ServerOption>;
}

const BEGINS: ReadonlySet<string> = new Set(['global', ...PROXY_SECTIONS, ...OTHER_SECTIONS]);

/** The sections of a configuration that the reader has accepted. */
export function writtenSections(lines: readonly Line[]): Section[] {
  const sections: (Section & { readonly lines: Line[] })[] = [];
  const above: Defaults = { last: null, named: new Map() };
  for (const line of lines) {
    const [{ text: kind, place }] = line;
    if (BEGINS.has(kind)) {
      const name = line[1]?.text ?? '';
      const section = { kind, name, place, lines: [], defaults: defaultsOf(line, above) };
      sections.push(section);
      if (kind !== 'defaults') continue;
      above.last = section;
      above.named.set(name, section);
    } else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

/** The `defaults` sections so far. */
interface Defaults {
  last: Section | null;
  readonly named: Map<string, Section>;
}

function defaultsOf(line: Line, { last, named }: Defaults): Section | null {
  const from = line.findIndex((word, at) => at > 1 && word.text === 'from');
  const name = from === -1 ? undefined : line[from + 1]?.text;
  if (name !== undefined) return named.get(name) ?? null;
  return line[0].text === 'defaults' ? null : last;
}

/** The effective line that begins with these words; null = there is none, or `no` removes it. */
export function setting(section: Section, ...words: readonly string[]): Line | null {
  const begins = (line: Line, at: number) => words.every((word, n) => line[at + n]?.text === word);
  const own = section.lines.findLast((line) => begins(line, line[0].text === 'no' ? 1 : 0));
  if (own) return own[0].text === 'no' ? null : own;
  return section.defaults ? setting(section.defaults, ...words) : null;
}

/** Every line that begins with these words; those of `defaults` only if the section has none itself. */
export function settings(section: Section, ...words: readonly string[]): readonly Line[] {
  const own = section.lines.filter((line) => words.every((word, n) => line[n]?.text === word));
  if (own.length > 0 || !section.defaults) return own;
  return settings(section.defaults, ...words);
}

export function isHttp(section: Section): boolean {
  return setting(section, 'mode')?.[1]?.text === 'http';
}

/** The servers of a section; a `default-server` applies to those below it. */
export function serversOf(section: Section): WrittenServer[] {
  const shared = inheritedDefaults(section.defaults);
  return section.lines.flatMap((line) => {
    if (line[0].text === 'default-server') readOptions(line.slice(1), shared);
    const isTemplate = line[0].text === 'server-template';
    if (line[0].text !== 'server' && !isTemplate) return [];
    const at = isTemplate ? 3 : 2;
    const options = readOptions(line.slice(at + 1), new Map(shared));
    const name = line[1]?.text ?? '';
    return [{ name, address: line[at]?.text ?? '', isTemplate, place: line[0].place, options }];
  });
}

function inheritedDefaults(section: Section | null): Map<string, ServerOption> {
  const found = section ? inheritedDefaults(section.defaults) : new Map<string, ServerOption>();
  for (const line of section?.lines ?? []) {
    if (line[0].text === 'default-server') readOptions(line.slice(1), found);
  }
  return found;
}

function readOptions(
  words: readonly Word[],
  found: Map<string, ServerOption>,
): Map<string, ServerOption> {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (!word) break;
    if (word.text.startsWith('no-')) found.delete(word.text.slice(3));
    else if (takesValue(word.text)) {
      at += 1;
      found.set(word.text, { word, value: words[at]?.text ?? '' });
    } else found.set(word.text, { word, value: '' });
  }
  return found;
}
