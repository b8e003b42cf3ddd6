import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../src/verify/checks/registry.js';

/** A path that ends in .md, anywhere in a text. */
const DOCUMENT = /(?<![\w/.-])(?:\.{0,2}\/)?(?:[\w-]+\/)*[\w-]+\.md\b/g;
/** `docs/ports.md, "Loopback"`. */
const SECTION = /([\w/-]+\.md),(?:\s|\*)+"([^"]+)"/g;
/** `[text](docs/limits.md#of-a-hop)`. */
const ANCHOR = /\]\(([\w/.-]*\.md)?#([\w-]+)\)/g;
/** `run/phases/ramp.ts`, from the root or from any folder below it. */
const CODE = /(?<![\w/.-])(?:[\w-]+\/)+[\w.-]+\.ts\b/g;

const SOURCES = [...filesIn('src', '.ts'), ...filesIn('test', '.ts')];
const PAGES = [
  ...filesIn('.', '.md', false),
  ...filesIn('docs', '.md'),
  'scenarios/broken/README.md',
];

describe('what is cited is in the repository', () => {
  it('every document that a source file names, by its path from the root', () => {
    const missing = SOURCES.flatMap((file) =>
      matches(read(file), DOCUMENT)
        // A link in a text that becomes a page of docs/.
        .filter(([path]) => !existsSync(path) && !isLink(file, path))
        .map(([path]) => `${file}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('every document that a page names, from the root or from the page', () => {
    const missing = PAGES.flatMap((file) =>
      matches(read(file), DOCUMENT)
        .filter(([path]) => !existsSync(path) && !existsSync(beside(file, path)))
        .map(([path]) => `${file}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('every source file that a page or a comment names', () => {
    const known = SOURCES.map((file) => `/${file}`);
    const missing = [...SOURCES, ...PAGES].flatMap((file) =>
      (file.endsWith('.md') ? [read(file)] : comments(read(file)))
        .flatMap((text) => matches(text, CODE))
        .filter(([path]) => !known.some((source) => source.endsWith(`/${path}`)))
        .map(([path]) => `${file}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('every section that is named, by its heading', () => {
    const missing = [...SOURCES, ...PAGES].flatMap((file) =>
      matches(read(file), SECTION)
        .filter(([, path = '', title = '']) => !headings(path).includes(unwrapped(title)))
        .map(([cited]) => `${file}: ${cited}`),
    );
    expect(missing).toEqual([]);
  });

  it('every heading that a link leads to', () => {
    const missing = PAGES.flatMap((file) =>
      matches(read(file), ANCHOR)
        .filter(([, path, anchor = '']) => {
          const page = path === undefined ? file : beside(file, path);
          return !headings(page).map(anchorOf).includes(anchor);
        })
        .map(([cited]) => `${file}: ${cited}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  it.each([
    ['src', /^\| `(\w+)\/` \| [\w/]+ \|/gm],
    ['src/proxy', /^\| `([\w-]+)\/` \| [^|]+ \|$/gm],
  ] as const)('has a row for every folder of %s', (root, row) => {
    const rows = new Set(firstCells('ARCHITECTURE.md', row));
    const missing = foldersIn(root).filter((folder) => !rows.has(folder));
    expect(missing).toEqual([]);
  });
});

describe('docs/checks.md', () => {
  it('says of every check what must hold, and of no other', () => {
    const [, ...rows] = firstCells('docs/checks.md', /^\| ([\w-]+) \|/gm);
    expect(rows.toSorted()).toEqual(Object.keys(CHECKS).toSorted());
  });
});

describe('docs/draining.md', () => {
  it('defines, with docs/ports.md, every letter that a comment stands on', () => {
    const known = new Set(
      ['docs/draining.md', 'docs/ports.md'].flatMap((page) => firstCells(page, /^\| (\w+) \|/gm)),
    );
    const unknown = ['capacity', 'model', 'plan', 'run', 'verify']
      .flatMap((room) => filesIn(`src/${room}`, '.ts'))
      .flatMap((file) => lettersOf(read(file)).map((letter) => ({ file, letter })))
      .filter(({ letter }) => !known.has(letter));
    expect(unknown).toEqual([]);
  });
});

function firstCells(page: string, row: RegExp): string[] {
  return matches(read(page), row).map(([, cell = '']) => cell);
}

/** Single capitals and T with an index, in comments, outside of code and quotes. */
function lettersOf(text: string): string[] {
  return comments(text)
    .map((comment) => comment.replace(/`[^`]*`|"[^"]*"/g, ''))
    .flatMap((comment) => matches(comment, /(?<![\w.'/$*-])(T[fm]|[A-Z])(?![\w'./*-])/g))
    .map(([letter]) => letter)
    .filter((letter) => letter !== 'A');
}

function comments(text: string): string[] {
  return matches(text, /\/\*\*?[\s\S]*?\*\/|\/\/.*/g).map(([comment]) => comment);
}

function isLink(file: string, path: string): boolean {
  return read(file).includes(`](${path})`) && existsSync(join('docs', path));
}

/** A title that a comment breaks over two lines. */
function unwrapped(title: string): string {
  return title.replace(/\s*\n\s*(?:\*|\/\/)?\s*/g, ' ');
}

function headings(path: string): string[] {
  if (!existsSync(path)) return [];
  return matches(read(path), /^#+ (.+)$/gm).map(([, title = '']) => title);
}

/** As GitHub makes an anchor of a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

function beside(file: string, path: string): string {
  return normalize(join(dirname(file), path));
}

function filesIn(folder: string, ending: string, recursive = true): string[] {
  return readdirSync(folder, { recursive, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.includes('node_modules'))
    .map((file) => normalize(join(folder, file)));
}

function foldersIn(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

function matches(text: string, pattern: RegExp): RegExpExecArray[] {
  return [...text.matchAll(pattern)];
}
