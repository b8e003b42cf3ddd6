import { formatPlace, TidegateError } from '../../lib/errors.js';
import type { HaproxyConfig, HaproxyFrontend, HaproxyGlobal } from '../../model/haproxy.js';
import type { DirectiveRef } from '../../model/nginx.js';
import type { ConfigSource } from '../nginx/include.js';
import { isBackend, NO_DEFAULTS, newProxy, type ProxyDraft, toFrontend } from './drafts.js';
import { ACCEPTED_GLOBAL, OTHER_SECTIONS, PROXY_SECTIONS, type ProxySection } from './keywords.js';
import { readProxyLine } from './proxy-lines.js';
import { readServer } from './server-line.js';
import { type Line, tokenizeLines } from './tokenize.js';
import { argument, soleArgument, wholeNumber } from './values.js';

/** @throws TidegateError CONFIG_*, with file, line and column, for the first thing that is wrong */
export function readHaproxyConfig(file: string, source: Pick<ConfigSource, 'read'>): HaproxyConfig {
  return readHaproxyLines(linesOfFile(file, source), file);
}

/** The words of a configuration's lines. @throws TidegateError CONFIG_NOT_READABLE and as `tokenizeLines` */
export function linesOfFile(file: string, source: Pick<ConfigSource, 'read'>): Line[] {
  return tokenizeLines(readText(file, source), file);
}

/**
 * Reads an HAProxy configuration: sections, defaults handed down, names that find each other.
 * @throws TidegateError CONFIG_*, with file, line and column, for the first thing that is wrong
 */
export function readHaproxyLines(lines: readonly Line[], file: string): HaproxyConfig {
  const unknown: DirectiveRef[] = [];
  const found: Found = {
    global: {},
    proxies: [],
    defaults: null,
    named: new Map(),
    namesakes: new Map(),
    unknown,
  };
  let read: ReadLine | null = null;
  for (const line of lines) {
    const [keyword] = line;
    // Conditional blocks: the condition is not known here, so each of their lines is read.
    if (/^\.(?:if|elif|else|endif|diag|notice|warning|alert)$/.test(keyword.text)) {
      note(found, line);
      continue;
    }
    const begun = beginSection(line, found);
    if (begun) read = begun;
    else if (read) read(line);
    else throw outOfSection(line);
  }
  return finish(file, found);
}

type ReadLine = (line: Line) => void;

interface Found {
  readonly global: { -readonly [K in keyof HaproxyGlobal]?: HaproxyGlobal[K] };
  readonly proxies: ProxyDraft[];
  /** The last `defaults` section, for every proxy after it; and those that are named. */
  defaults: ProxyDraft | null;
  readonly named: Map<string, ProxyDraft>;
  /** The other sections, by name. */
  readonly namesakes: Map<string, ProxyDraft[]>;
  readonly unknown: DirectiveRef[];
}

function note({ unknown }: Found, [keyword]: Line, name = keyword.text): void {
  unknown.push({ name, place: keyword.place });
}

/** null = the line begins no section. */
function beginSection(line: Line, found: Found): ReadLine | null {
  const [{ text: keyword, place }] = line;
  if (keyword === 'global') return (inner) => readGlobal(inner, found);
  if (OTHER_SECTIONS.has(keyword)) return () => undefined;
  if (!(PROXY_SECTIONS as readonly string[]).includes(keyword)) return null;
  const section = keyword as ProxySection;
  const name = section === 'defaults' ? (line[1]?.text ?? '') : argument(line, 'a name').text;
  const draft = newProxy(section, name, place, parentOf(line, found) ?? NO_DEFAULTS);
  if (section === 'defaults') {
    found.defaults = draft;
    if (name) found.named.set(name, draft);
  } else {
    const namesakes = found.namesakes.get(name) ?? [];
    refuseNamesake(draft, namesakes);
    found.namesakes.set(name, [...namesakes, draft]);
    found.proxies.push(draft);
  }
  return (inner) => readProxyLine(draft, inner, () => note(found, inner));
}

/** `from NAME`, else the defaults above; a `defaults` section begins anew. */
function parentOf(line: Line, found: Found): ProxyDraft | null {
  const from = line.findIndex((word, at) => at > 1 && word.text === 'from');
  const named = from === -1 ? undefined : line[from + 1];
  if (!named) return line[0].text === 'defaults' ? null : found.defaults;
  const parent = found.named.get(named.text);
  if (parent) return parent;
  throw new TidegateError('CONFIG_UNKNOWN_DEFAULTS', `no defaults are named "${named.text}"`, {
    place: named.place,
    hint: 'Name a defaults section that stands above.',
  });
}

const NUMBERS = { maxconn: 'maxconn', nbthread: 'nbthread', 'ulimit-n': 'ulimitN' } as const;

function readGlobal(line: Line, found: Found): void {
  const [{ text: keyword }] = line;
  if (Object.hasOwn(NUMBERS, keyword)) {
    const word = soleArgument(line, 'a number');
    const value = wholeNumber(word);
    if (keyword === 'nbthread' && value === 0) {
      throw new TidegateError('CONFIG_VALUE', 'invalid value "0"', {
        place: word.place,
        hint: 'Write a number of threads above 0.',
      });
    }
    // 0 leaves maxconn and ulimit-n to HAProxy.
    found.global[NUMBERS[keyword as keyof typeof NUMBERS]] = value || null;
  } else if (!ACCEPTED_GLOBAL.has(keyword)) note(found, line);
}

function finish(file: string, { global, proxies, unknown }: Found): HaproxyConfig {
  const backends = proxies.filter(isBackend).map((draft) => ({
    name: draft.name,
    place: draft.place,
    servers: draft.serverLines.map((line) =>
      readServer(line, draft.serverOptions, draft.source, ({ text, place }) =>
        unknown.push({ name: text, place }),
      ),
    ),
  }));
  const frontends = proxies.filter(({ section }) => section !== 'backend').map(toFrontend);
  const names = new Set(backends.map(({ name }) => name));
  for (const frontend of frontends) checkBackends(frontend, names);
  return {
    file,
    global: {
      maxconn: global.maxconn ?? null,
      nbthread: global.nbthread ?? null,
      ulimitN: global.ulimitN ?? null,
    },
    frontends,
    backends,
    unknown,
  };
}

function checkBackends({ backends }: HaproxyFrontend, names: ReadonlySet<string>): void {
  for (const { name, place } of backends) {
    // A name made at run time, `%[...]`, can be any of them.
    if (names.has(name) || name.includes('%[')) continue;
    throw new TidegateError('CONFIG_UNKNOWN_BACKEND', `no backend is named "${name}"`, {
      place,
      hint: names.size ? `Name one that is: ${[...names].join(', ')}.` : `Add: backend ${name}`,
    });
  }
}

/** A frontend and a backend may share a name, two of a kind may not. */
function refuseNamesake(draft: ProxyDraft, namesakes: readonly ProxyDraft[]): void {
  const overlap = (other: ProxyDraft) =>
    other.section === draft.section || other.section === 'listen' || draft.section === 'listen';
  const before = namesakes.find(overlap);
  if (!before) return;
  throw new TidegateError('CONFIG_DUPLICATE', `a second ${draft.section} "${draft.name}"`, {
    place: draft.place,
    hint: `Rename one; the first stands at ${formatPlace(before.place)}.`,
  });
}

function outOfSection([keyword]: Line): TidegateError {
  return new TidegateError('CONFIG_CONTEXT', `"${keyword.text}" begins no section`, {
    place: keyword.place,
    hint: 'Begin with global, defaults, frontend, backend or listen.',
  });
}

function readText(file: string, source: Pick<ConfigSource, 'read'>): string {
  try {
    return source.read(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TidegateError('CONFIG_NOT_READABLE', `cannot read ${file}: ${reason}`, {
      hint: 'Name an HAProxy configuration file that exists.',
      cause,
    });
  }
}
