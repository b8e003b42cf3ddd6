import { ConditionalBlocks } from '../../../../config/haproxy/syntax/conditional-blocks.js';
import { type Line, tokenizeLines } from '../../../../config/haproxy/syntax/tokenize.js';
import { diskSource } from '../../../../host/files/config-source.js';
import { reasonOf, TidegateError } from '../../../../lib/errors.js';
import type { Socket, Way } from '../../hold-order.js';
import { OwnListeners } from '../own-listeners.js';
import { Places, socketText } from '../places.js';
import type { ProxyCopy } from '../proxy-copy.js';
import type { StandIns } from '../stand-ins.js';
import { type Bind, copyBind, withoutClash } from './haproxy-bind-copy.js';
import { addBackend, FILES, type HaproxyCopying, scaledLine, withFile } from './haproxy-copying.js';
import { copyGlobal } from './haproxy-global-copy.js';
import { copyServer, copySource, serverOptions, serversOf } from './haproxy-server-copy.js';
import { quoted } from './haproxy-words.js';

const SECTIONS =
  /^(?:global|defaults|frontend|backend|listen|userlist|peers|resolvers|cache|program|ring|log-forward|mailers|http-errors|fcgi-app)$/;

/** Protocols of checks that a stub does not speak. */
const SPOKEN_CHECK =
  /^option (?:mysql|pgsql|redis|smtp|ldap|ssl-hello|tcp|spop|external)-?\w*-?(?:check|chk)/;
/** A section, as far as its lines have been read. */
interface Section {
  readonly kind: string;
  readonly name: string;
  http: boolean;
  binds: readonly Bind[];
  /** It passes to a server. */
  passes: boolean;
}

/**
 * Copies an HAProxy configuration, with everything that it needs and this host does not have.
 * @throws TidegateError CONFIG_* as the tokenizer does, CONFIG_NOT_READABLE
 */
export function copyHaproxy(file: string, scale: number, standIns: StandIns): ProxyCopy {
  const text = readText(file);
  const copying: HaproxyCopying = {
    scale,
    standIns,
    places: new Places(),
    own: new OwnListeners(),
    backends: new Map(),
    portless: [],
    sources: new Set(),
    ownPorts: null,
  };
  const copier = new HaproxyCopier(copying);
  // Uses the same variables and conditional blocks as the prediction.
  const lines = tokenizeLines(text, file, process.env, new ConditionalBlocks()).map(
    (line) => [line[0].place.line, copier.copy(line)] as const,
  );
  // Each line keeps its number, so that HAProxy's messages name the right line.
  const copied = new Array<string>(text.split('\n').length).fill('');
  const backends = copier.backends();
  for (const [at, line] of lines) {
    copied[at - 1] = line === null ? '' : withoutClash(copying, line, backends);
  }
  return {
    text: copied.join('\n').concat('\n'),
    errorLogs: [],
    ways: copier.ways(),
    backends,
    places: copying.places,
    sources: [...copying.sources],
    ownPorts: copying.ownPorts,
    asksNames: false,
    asCopied: false,
  };
}

function readText(file: string): string {
  try {
    return diskSource.read(file);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new TidegateError('CONFIG_NOT_READABLE', `cannot read ${file}: ${reason}`, {
      hint: 'Name an HAProxy configuration file that exists.',
      cause,
    });
  }
}

class HaproxyCopier {
  readonly #copying: HaproxyCopying;
  readonly #sections: Section[] = [];
  #defaultHttp = false;

  constructor(copying: HaproxyCopying) {
    this.#copying = copying;
  }

  /** The copied line; null = it is left out. */
  copy(line: Line): string | null {
    const [keyword] = line;
    const texts = line.map(({ text }) => text);
    if (SECTIONS.test(keyword.text)) {
      this.#begin(keyword.text, texts[1] ?? '');
      return quoted(texts);
    }
    const section = this.#sections.at(-1);
    if (keyword.text === 'server-template' && section) {
      section.passes = true;
      return serversOf(this.#copying, texts)
        .map((server) => `  ${quoted(server)}`)
        .join('\n');
    }
    const kept = this.#copyLine(texts, section);
    return kept === null ? null : `  ${quoted(kept)}`;
  }

  /** Where stubs have to listen. */
  backends(): readonly Socket[] {
    const { portless, backends, own } = this.#copying;
    const ports = this.#sections.flatMap(({ binds }) => binds);
    for (const { address, distance } of portless) {
      for (const { to } of ports) {
        if ('port' in to) addBackend(this.#copying, { address, port: to.port + distance });
      }
    }
    return [...backends.values()].filter((one) => !own.owns(one));
  }

  ways(): readonly Way[] {
    const fronts = this.#sections.filter(({ kind }) => kind === 'frontend' || kind === 'listen');
    const all = fronts
      .filter(({ passes }) => passes)
      .flatMap(({ name, binds, http }) =>
        binds.map(({ here, ...bind }) => ({
          isInner: here && this.#copying.backends.has(socketText(bind.to)),
          way: {
            name: `${name} ${socketText(bind.to)}`,
            ...bind,
            http: http ? { host: 'tidegate.test', path: '/' } : null,
          },
        })),
      );
    // Frontends that HAProxy itself passes to are filled through the others.
    const entries = all.filter(({ isInner }) => !isInner);
    return (entries.length > 0 ? entries : all).map(({ way }) => way);
  }

  #begin(kind: string, name: string): void {
    if (kind === 'defaults') this.#defaultHttp = false;
    this.#sections.push({ kind, name, http: this.#defaultHttp, binds: [], passes: false });
  }

  #copyLine(texts: readonly string[], section: Section | undefined): readonly string[] | null {
    const [keyword = '', ...args] = texts;
    const kind = section?.kind;
    if (kind === 'global') return copyGlobal(this.#copying, texts);
    if (keyword === 'mode' && section) {
      section.http = args[0] === 'http';
      if (kind === 'defaults') this.#defaultHttp = section.http;
    }
    if (FILES.test(keyword)) return withFile(this.#copying, texts);
    if (
      SPOKEN_CHECK.test(texts.slice(0, 2).join(' ')) ||
      keyword === 'tcp-check' ||
      texts.slice(0, 2).join(' ') === 'http-check expect'
    ) {
      this.#copying.standIns.say(
        `${texts.slice(0, 2).join(' ')} is left out: the stub backends speak no such protocol`,
      );
      return null;
    }
    if (section && keyword === 'use_backend') {
      this.#copying.standIns.say(`use_backend of ${section.name} sees requests for / only`);
    }
    if (section && (keyword === 'use_backend' || keyword === 'default_backend'))
      section.passes = true;
    if (section && keyword === 'bind') {
      const { line, binds } = copyBind(this.#copying, texts);
      section.binds = [...section.binds, ...binds];
      return line;
    }
    if (section && keyword === 'server' && kind !== 'peers') {
      section.passes = true;
      return copyServer(this.#copying, texts);
    }
    if (keyword === 'default-server')
      return ['default-server', ...serverOptions(this.#copying, args)];
    if (keyword === 'source') return copySource(this.#copying, texts);
    return scaledLine(
      this.#copying,
      texts.map((text) => this.#lookedUp(text)),
    );
  }

  /** Replaces `map(FILE)` and `-f FILE` if the file is not here. */
  #lookedUp(text: string): string {
    return text.replace(
      /(\bmap(?:_[a-z]{1,8}){0,2}\()([^,)]+)/g,
      (whole, open: string, file: string) =>
        this.#copying.standIns.existing(file)
          ? whole
          : `${open}${this.#copying.standIns.empty(file)}`,
    );
  }
}
