import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorText, formatPlace } from '../../src/lib/errors.js';
import { mapStrings } from '../../src/lib/text/map-strings.js';
import type { Place } from '../../src/model/place.js';
import { type LoadRenderer, RENDERERS, type Results } from '../../src/report/renderers.js';
import { type Renderer, shown } from '../../src/report/text/layout.js';
import { layoutWith } from '../support/layout.js';
import { MORE_SAMPLES, SAMPLES } from './samples.js';

const KINDS = Object.keys(RENDERERS) as (keyof Results)[];
const ALL = KINDS.flatMap((kind) =>
  Object.entries(RENDERERS[kind] as Record<string, LoadRenderer<unknown>>).map(
    ([format, load]) => ({ kind, format, load }),
  ),
);

/** The user's files: shown unchanged, except on a terminal. */
const FILES: readonly (keyof Results)[] = ['fix', 'proxyFiles'];
/** Copied, or read by a program line by line, and therefore not wrapped. All others are. */
const WHOLE: readonly (keyof Results)[] = [
  ...FILES,
  'up',
  'maintenance',
  'proxyCheck',
  'proxyVersion',
  'proxyListens',
  'notes',
];

const EVIL = '\x1b[2J\x9b1m\nFORGED: pass\r::error::forged \u202e\u2028';

/** Whether a text is from outside and not one of our names: what was seen, a path, a sentence. */
const isFree = (text: string): boolean => /[ ./:]/.test(text);
const withText = (change: (text: string) => string) => (result: unknown) =>
  mapStrings(result, (text) => (isFree(text) ? change(text) : text));

const foreign = fc
  .array(fc.nat({ max: 0x2fff }), { maxLength: 12 })
  .map((codes) => String.fromCharCode(...codes));

/** Difficult variants of a result. */
const VARIANTS: Readonly<Record<string, (result: unknown) => unknown>> = {
  'as it is': (result) => result,
  'foreign text that is a terminal’s order': withText((text) => `${text} ${EVIL} ${EVIL}`),
  'words longer than any line': withText((text) => text.replace(/\w{5,}/g, (w) => w.repeat(9))),
  'words of a pattern': withText((text) => `${text} $& $' $1 \\1`),
  'huge numbers': (result) => mapNumbers(result, () => Number.MAX_SAFE_INTEGER),
  'no rows': withoutRows,
};

const COLUMNS = [40, 60, 80, 120];

describe.each(ALL)('$kind as $format', ({ kind, format, load }) => {
  const isFile = FILES.includes(kind);
  const samples: readonly unknown[] = [SAMPLES[kind], ...(MORE_SAMPLES[kind] ?? [])];
  // The diff needs files that have these lines.
  const variants = Object.entries(VARIANTS).filter(([name]) => !isFile || name === 'as it is');

  test.each(variants)('%s', async (_name, vary) => {
    const render = (await load()) as Renderer<unknown>;
    for (const sample of samples) {
      const result = frozen(vary(sample));
      const copied = copiedFrom(shown(result));
      for (const columns of format === 'text' ? COLUMNS : [80]) {
        const layout = layoutWith({ columns, terminal: true });
        const text = render(result, layout);
        expect(render(result, layout), 'deterministic').toBe(text);
        expect(escapesIn(text), 'no escape that is not a colour of ours').toEqual([]);
        expect(text, 'foreign text begins no line').not.toMatch(/^\s*(FORGED|::error)/m);
        expect(text, 'ends its last line, if it has one').toMatch(/\n$|^$/);
        if (!isFile) expect(text, 'and adds none that is empty').not.toMatch(/\n\n$/);
        const coloured = render(result, { ...layout, colour: true });
        expect(uncoloured(coloured), 'colour changes nothing but colour').toBe(text);
        if (format !== 'text' || WHOLE.includes(kind)) continue;
        expect(tooLong(text, columns, copied)).toEqual([]);
        expect(text, 'no blanks at the end of a line').not.toMatch(/ $/m);
      }
    }
  });

  if (isFile || format !== 'text') return;
  test('whatever is written in it', async () => {
    const render = (await load()) as Renderer<unknown>;
    const drawn = [fc.constantFrom(...samples), foreign, fc.constantFrom(...COLUMNS)] as const;
    fc.assert(
      fc.property(...drawn, (sample, words, columns) => {
        const result = withText((text) => `${text}${words}`)(sample);
        const text = render(result, layoutWith({ columns, colour: true }));
        expect(escapesIn(uncoloured(text))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

test('an error keeps to its lines too', () => {
  const words = {
    code: 'CONFIG_SYNTAX',
    message: 'a message',
    hint: 'a hint',
    place: { file: '/etc/x', line: 1, column: 1 },
    said: ['a line', 'another line'],
  } as const;
  const text = errorText(withText((some) => `${some} ${EVIL}`)(words) as typeof words);
  expect(escapesIn(text)).toEqual([]);
  expect(text.split('\n')).toHaveLength(5);
});

function uncoloured(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours
  return text.replace(/\x1b\[\d+m/g, '');
}

function escapesIn(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they must be gone
  return text.match(/[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]/g) ?? [];
}

/**
 * Lines that exceed the width. A line may exceed it for a single word that could not be copied in
 * pieces, after no more than the mark, title or name that it belongs to; and for texts that are
 * copied as a whole.
 */
function tooLong(text: string, columns: number, copied: readonly string[]): string[] {
  return text.split('\n').filter((line) => {
    if (line.length <= columns) return false;
    const glued = copied.reduce(
      (all, some) => all.replaceAll(some, () => some.replaceAll(' ', '_')),
      line,
    );
    return !/^\s*([>✔✘!–#-]\s+)?(\S+\s+)?\S+$/.test(glued);
  });
}

/** What the results contain to be copied: lines of a configuration, and places for an editor. */
function copiedFrom(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, item]) => {
    if (name === 'lines') return item as string[];
    if (name === 'place') return formatPlace(item as Place);
    return copiedFrom(item);
  });
}

function mapNumbers(value: unknown, change: (value: number) => number): unknown {
  if (typeof value === 'number') return change(value);
  if (value === null || typeof value !== 'object' || value instanceof Map) return value;
  if (Array.isArray(value)) return value.map((item) => mapNumbers(item, change));
  const entries = Object.entries(value).map(([name, item]) => [name, mapNumbers(item, change)]);
  return Object.fromEntries(entries);
}

/** A variant in which every list of texts or of objects is empty; a pair of numbers is not a list. */
function withoutRows(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Map) return value;
  if (Array.isArray(value)) return typeof value[0] === 'number' ? value : [];
  const entries = Object.entries(value).map(([name, item]) => [name, withoutRows(item)]);
  return Object.fromEntries(entries);
}

/** A copy that throws when it is changed. */
function frozen<T>(value: T): T {
  if (value !== null && typeof value === 'object') Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
