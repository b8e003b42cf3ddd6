import { formatPlace, reasonOf, TidegateError } from '../../../lib/errors.js';
import type { HaproxyConfig, HaproxyFrontend } from '../../../model/haproxy.js';
import type { ConfigSource } from '../../config-source.js';
import { ConditionalBlocks } from '../syntax/conditional-blocks.js';
import { type Environment, isMadeAtRunTime } from '../syntax/environment.js';
import { openEndOf } from '../syntax/open-end.js';
import { BYTE_ORDER_MARK, type Line, tokenizeLines } from '../syntax/tokenize.js';
import { argument } from '../syntax/values.js';
import {
  isBackend,
  NO_DEFAULTS,
  newProxy,
  type ProxyDraft,
  toBackend,
  toFrontend,
} from './drafts.js';
import { type Found, nothingFound } from './found.js';
import { readGlobalLine } from './global-lines.js';
import { OTHER_SECTIONS, PROXY_SECTIONS, type ProxySection } from './keywords.js';
import { readOtherLine } from './other-lines.js';
import { refusedChecksOf } from './portless-checks.js';
import { readProxyLine } from './proxy-lines.js';
import { noteRefusedLine, noteRefusedSection } from './refused-lines.js';
import { readServers } from './server-line.js';
import { writtenSections } from './written-sections.js';

/**
 * @param version of HAProxy, which conditions may depend on; left out = unknown
 * @throws TidegateError CONFIG_*, with file, line and column, for the first error
 */
export function readHaproxyConfig(
  file: string,
  source: Pick<ConfigSource, 'read'>,
  environment: Environment = {},
  version?: string,
): HaproxyConfig {
  return readHaproxyFile(file, source, environment, version).config;
}

/** A configuration and the words of its lines. */
export interface ReadHaproxy {
  readonly lines: readonly Line[];
  readonly config: HaproxyConfig;
}

/** @throws TidegateError CONFIG_NOT_READABLE, and as `readHaproxyLines` */
export function readHaproxyFile(
  file: string,
  source: Pick<ConfigSource, 'read'>,
  environment: Environment,
  version?: string,
): ReadHaproxy {
  const text = readText(file, source);
  const blocks = new ConditionalBlocks(version);
  const lines = tokenizeLines(text, file, environment, blocks);
  const config = readHaproxyLines(lines, file);
  const byteOrderMark = text.startsWith(BYTE_ORDER_MARK) ? { file, line: 1, column: 1 } : null;
  return {
    lines,
    config: {
      ...config,
      byteOrderMark,
      openEnd: openEndOf(text, file, version),
      unsure: blocks.unsure,
    },
  };
}

/**
 * Reads an HAProxy configuration: sections, inherited defaults, and names that refer to each other.
 * @throws TidegateError CONFIG_*, with file, line and column, for the first error
 */
export function readHaproxyLines(lines: readonly Line[], file: string): HaproxyConfig {
  const found = nothingFound();
  let read: ReadLine | null = null;
  let section = '';
  for (const line of lines) {
    const begun = beginSection(line, found);
    if (begun) {
      read = begun;
      section = line[0].text;
      noteRefusedSection(line, found);
    } else if (!read) throw outOfSection(line);
    else if (!noteRefusedLine(line, section, found)) read(line);
  }
  return finish(file, found, lines);
}

type ReadLine = (line: Line) => void;

/** null = the line begins no section. */
function beginSection(line: Line, found: Found): ReadLine | null {
  const [{ text: keyword, place }] = line;
  if (keyword === 'global') {
    found.global.place ??= place;
    return (inner) => readGlobalLine(inner, found);
  }
  if (OTHER_SECTIONS.has(keyword)) return (inner) => readOtherLine(keyword, inner, found);
  if (!(PROXY_SECTIONS as readonly string[]).includes(keyword)) return null;
  const section = keyword as ProxySection;
  const name = section === 'defaults' ? (line[1]?.text ?? '') : argument(line, 'a name').text;
  if (section !== 'defaults') refuseAddress(line);
  const draft = newProxy(section, name, place, parentOf(line, found) ?? NO_DEFAULTS);
  if (section === 'defaults') {
    found.defaults = draft;
    if (name) found.named.set(name, draft);
  } else {
    const namesakes = found.byName.get(name) ?? [];
    refuseNamesake(draft, namesakes);
    found.byName.set(name, [...namesakes, draft]);
    found.proxies.push(draft);
  }
  return (inner) =>
    readProxyLine(draft, inner, {
      unmodelled: () => found.note(inner),
      unset: found.noteUnset,
      checkPorts: (count) => {
        found.checkPorts += count;
      },
    });
}

/** `from NAME`, otherwise the defaults above; a `defaults` section inherits nothing. */
function parentOf(line: Line, found: Found): ProxyDraft | null {
  const from = line.findIndex((word, at) => at > 1 && word.text === 'from');
  const named = from === -1 ? undefined : line[from + 1];
  if (!named) return line[0].text === 'defaults' ? null : found.defaults;
  const parent = found.named.get(named.text);
  if (parent) return parent;
  throw new TidegateError('CONFIG_DEFAULTS_UNKNOWN', `no defaults are named "${named.text}"`, {
    place: named.place,
    hint: 'Name a defaults section that stands above.',
  });
}

function finish(file: string, found: Found, lines: readonly Line[]): HaproxyConfig {
  const { global, proxies } = found;
  const backends = proxies.filter(isBackend).map((draft) => {
    const defaults = { options: draft.serverOptions, source: draft.source };
    const servers = draft.serverLines.flatMap((line) =>
      readServers(line, defaults, ({ text, place }) => found.unknown.push({ name: text, place })),
    );
    return toBackend(draft, servers);
  });
  const frontends = proxies
    .filter(({ section, disabled }) => section !== 'backend' && !disabled)
    .map(toFrontend);
  const names = new Set(backends.map(({ name }) => name));
  for (const frontend of frontends) checkBackends(frontend, names);
  const { otherBinds, statsBinds, peers, unknown, unset, removed, newer, checkPorts } = found;
  return {
    file,
    global,
    frontends,
    backends,
    otherBinds,
    statsBinds,
    peers,
    unknown,
    unset,
    removed,
    newer,
    refusedChecks: refusedChecksOf(writtenSections(lines)),
    checkPorts,
    byteOrderMark: null,
    openEnd: null,
    unsure: [],
  };
}

/** Since 2.0 HAProxy refuses an address after the name, with these words. */
function refuseAddress(line: Line): void {
  const [keyword, , extra] = line;
  if (!extra || extra.text === 'from') return;
  throw new TidegateError(
    'CONFIG_ARGUMENTS_BAD',
    `"${extra.text}" after the name of the ${keyword.text}: please use the bind keyword for listening addresses`,
    {
      place: extra.place,
      hint:
        keyword.text === 'backend'
          ? 'Remove it.'
          : `Write on a line of its own: bind ${extra.text}`,
    },
  );
}

function checkBackends({ backends }: HaproxyFrontend, names: ReadonlySet<string>): void {
  for (const { name, place } of backends) {
    // A name made at run time, or containing a variable that is not set, can be any of them.
    if (names.has(name) || isMadeAtRunTime(name)) continue;
    throw new TidegateError('CONFIG_BACKEND_UNKNOWN', `no backend is named "${name}"`, {
      place,
      hint: names.size ? `Name one that is: ${[...names].join(', ')}.` : `Add: backend ${name}`,
    });
  }
}

/** A frontend and a backend may have the same name; two frontends or two backends may not. */
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
  return new TidegateError('CONFIG_DIRECTIVE_MISPLACED', `"${keyword.text}" begins no section`, {
    place: keyword.place,
    hint: 'Begin with global, defaults, frontend, backend or listen.',
  });
}

function readText(file: string, source: Pick<ConfigSource, 'read'>): string {
  try {
    return source.read(file);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new TidegateError('CONFIG_NOT_READABLE', `cannot read ${file}: ${reason}`, {
      hint: 'Name an HAProxy configuration file that exists.',
      cause,
    });
  }
}
