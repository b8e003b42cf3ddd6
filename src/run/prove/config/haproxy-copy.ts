import { ConditionalBlocks } from '../../../config/haproxy/conditional-blocks.js';
import { type Line, tokenizeLines } from '../../../config/haproxy/tokenize.js';
import { isLoopback } from '../../../config/own-end.js';
import { diskSource } from '../../../host/config-source.js';
import { TidegateError } from '../../../lib/errors.js';
import type { PortRange } from '../../../model/hop.js';
import { quoted, withEnvironment, without } from './haproxy-words.js';
import type { Socket, Way } from './hold-order.js';
import { narrowed, OwnListeners } from './own-listeners.js';
import { hostAndPort, Places, reachable, socketText } from './places.js';
import type { ProxyCopy } from './proxy-copy.js';
import { scaled, scaledRange } from './scale.js';
import type { StandIns } from './stand-ins.js';

const SECTIONS =
  /^(?:global|defaults|frontend|backend|listen|userlist|peers|resolvers|cache|program|ring|log-forward|mailers|http-errors|fcgi-app)$/;

/** Of global: they are of the service that runs it, not of what it holds. */
const NOT_HERE = new Set(['daemon', 'user', 'group', 'uid', 'gid', 'chroot', 'pidfile']);
const FILES =
  /^(?:lua-load|lua-load-per-thread|ssl-dh-param-file|errorfile|errorfiles|server-state-file)$/;
/** A stub speaks none of these. */
const SPOKEN_CHECK =
  /^option (?:mysql|pgsql|redis|smtp|ldap|ssl-hello|tcp|spop|external)-?\w*-?(?:check|chk)/;
/** Of servers that a service's name would tell. */
const SERVICE_PORT = 8080;

const SCALED = /^(?:maxconn|fullconn|minconn|ulimit-n|fd-hard-limit|maxpipes)$/;

/** As far as its lines have been read. */
interface Section {
  readonly kind: string;
  readonly name: string;
  http: boolean;
  binds: readonly Bind[];
  /** It leads to a server. */
  passes: boolean;
}

interface Bind {
  readonly to: Socket;
  readonly tls: boolean;
  readonly http2: boolean;
  readonly proxyProtocol: boolean;
  /** Only programs of this host can connect: loopback, or a unix socket. */
  readonly here: boolean;
}

/**
 * An HAProxy configuration with everything that it needs and this host does not have.
 * @throws TidegateError CONFIG_* as the tokenizer does, CONFIG_NOT_READABLE
 */
export function copyHaproxy(file: string, scale: number, standIns: StandIns): ProxyCopy {
  const text = readText(file);
  const copier = new HaproxyCopier(scale, standIns);
  // With its variables and conditional blocks as the prediction has them.
  const lines = tokenizeLines(text, file, process.env, new ConditionalBlocks()).map(
    (line) => [line[0].place.line, copier.copy(line)] as const,
  );
  // Each line where it stands in the file, so that HAProxy's words about it name the right one.
  const copied = new Array<string>(text.split('\n').length).fill('');
  for (const [at, line] of lines) copied[at - 1] = line === null ? '' : copier.withoutClash(line);
  return {
    text: copied.join('\n').concat('\n'),
    errorLogs: [],
    ways: copier.ways(),
    backends: copier.backends(),
    places: copier.places,
    sources: [...copier.sources],
    ownPorts: copier.ownPorts,
    asksNames: false,
    asCopied: false,
  };
}

function readText(file: string): string {
  try {
    return diskSource.read(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TidegateError('CONFIG_NOT_READABLE', `cannot read ${file}: ${reason}`, {
      hint: 'Name an HAProxy configuration file that exists.',
      cause,
    });
  }
}

class HaproxyCopier {
  readonly places = new Places();
  readonly sources = new Set<string>();
  ownPorts: PortRange | null = null;
  readonly #scale: number;
  readonly #standIns: StandIns;
  readonly #backends = new Map<string, Socket>();
  readonly #own = new OwnListeners();
  readonly #sections: Section[] = [];
  /** Servers without a port: theirs is that of the client's connection, or lies so far from it. */
  readonly #portless: { readonly address: string; readonly distance: number }[] = [];
  #defaultHttp = false;

  constructor(scale: number, standIns: StandIns) {
    this.#scale = scale;
    this.#standIns = standIns;
  }

  /** `bind` of every address on a port that a stub of another host has. */
  withoutClash(line: string): string {
    const clashing = this.#own.clashing(this.backends());
    const [, , keyword, bound = '', ...options] = line.split(' ');
    const parts = keyword === 'bind' ? /^(\*|0\.0\.0\.0|::|):(\d{1,5})$/.exec(bound) : null;
    const address = parts && clashing.has(Number(parts[2])) ? narrowed(parts[1] ?? '') : null;
    if (!parts || address === null) return line;
    this.#standIns.say(
      `bind :${parts[2]} is on ${address} alone: a backend of another host has the port here`,
    );
    return ['  bind', `${address}:${parts[2]}`, ...options].join(' ');
  }

  /** The line as the copy has it; null = it is left out. */
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
      return this.#serversOf(texts)
        .map((server) => `  ${quoted(server)}`)
        .join('\n');
    }
    const kept = this.#copyLine(texts, section);
    return kept === null ? null : `  ${quoted(kept)}`;
  }

  backends(): readonly Socket[] {
    const ports = this.#sections.flatMap(({ binds }) => binds);
    for (const { address, distance } of this.#portless) {
      for (const { to } of ports) {
        if ('port' in to) this.#addBackend({ address, port: to.port + distance });
      }
    }
    return [...this.#backends.values()].filter((one) => !this.#own.owns(one));
  }

  ways(): readonly Way[] {
    const fronts = this.#sections.filter(({ kind }) => kind === 'frontend' || kind === 'listen');
    const all = fronts
      .filter(({ passes }) => passes)
      .flatMap(({ name, binds, http }) =>
        binds.map(({ here, ...bind }) => ({
          isInner: here && this.#backends.has(socketText(bind.to)),
          way: {
            name: `${name} ${socketText(bind.to)}`,
            ...bind,
            http: http ? { host: 'tidegate.test', path: '/' } : null,
          },
        })),
      );
    // Those that HAProxy itself passes to are filled through the others.
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
    if (kind === 'global') return this.#copyGlobal(texts);
    if (keyword === 'mode' && section) {
      section.http = args[0] === 'http';
      if (kind === 'defaults') this.#defaultHttp = section.http;
    }
    if (FILES.test(keyword)) return this.#withFile(texts);
    if (
      SPOKEN_CHECK.test(texts.slice(0, 2).join(' ')) ||
      keyword === 'tcp-check' ||
      texts.slice(0, 2).join(' ') === 'http-check expect'
    ) {
      this.#standIns.say(
        `${texts.slice(0, 2).join(' ')} is left out: the stub backends speak no such protocol`,
      );
      return null;
    }
    if (section && keyword === 'use_backend') {
      this.#standIns.say(`use_backend of ${section.name} sees requests for / only`);
    }
    if (section && (keyword === 'use_backend' || keyword === 'default_backend'))
      section.passes = true;
    if (section && keyword === 'bind') return this.#copyBind(texts, section);
    if (section && keyword === 'server' && kind !== 'peers') {
      section.passes = true;
      return this.#copyServer(texts);
    }
    if (keyword === 'default-server') return ['default-server', ...this.#serverOptions(args)];
    if (keyword === 'source') return this.#copySource(texts);
    return this.#scaledLine(texts.map((text) => this.#lookedUp(text)));
  }

  #copyGlobal(texts: readonly string[]): readonly string[] | null {
    const [keyword = '', ...args] = texts;
    if (NOT_HERE.has(keyword)) {
      this.#standIns.say(
        `${keyword} is left out: the copy runs in the foreground, as who proves it`,
      );
      return null;
    }
    const path = /^(?:unix@|abns@)?(\/.*)$/.exec(args[1] ?? '')?.[1];
    if (keyword === 'stats' && args[0] === 'socket' && path) {
      this.#standIns.say(`${path} is a socket of the copy's own`);
      const how = without(
        args.slice(2),
        new Map([
          ['user', 1],
          ['group', 1],
          ['uid', 1],
          ['gid', 1],
        ]),
      );
      return ['stats', 'socket', this.#standIns.pathFor(path), ...how];
    }
    if (FILES.test(keyword)) return this.#withFile(texts);
    return this.#scaledLine(texts);
  }

  #scaledLine(texts: readonly string[]): readonly string[] {
    const [keyword = '', first, ...more] = texts;
    if (this.#scale === 1 || !SCALED.test(keyword) || !/^\d+$/.test(first ?? '')) return texts;
    return [keyword, String(scaled(Number(first), this.#scale)), ...more];
  }

  #withFile(texts: readonly string[]): readonly string[] | null {
    const file = texts.at(-1) ?? '';
    if (this.#standIns.existing(file)) return texts;
    this.#standIns.say(`${texts[0]} is left out: ${file} is not here`);
    return null;
  }

  #copyBind(texts: readonly string[], section: Section): readonly string[] {
    const [keyword = '', addresses = '', ...options] = texts;
    const tls = options.includes('ssl');
    const http2 = !tls && options[options.indexOf('proto') + 1] === 'h2';
    const how = { tls, http2, proxyProtocol: options.includes('accept-proxy') };
    const copied = addresses.split(',').map((address) => {
      const { sockets, text, here } = this.#listener(address);
      section.binds = [...section.binds, ...sockets.map((to) => ({ to, here, ...how }))];
      return text;
    });
    const kept = without(
      options,
      new Map([
        ['user', 1],
        ['group', 1],
        ['uid', 1],
        ['gid', 1],
        ['interface', 1],
      ]),
    );
    return [keyword, copied.join(','), ...this.#certificates(this.#scaledOptions(kept))];
  }

  #listener(address: string): {
    sockets: readonly Socket[];
    text: string;
    here: boolean;
  } {
    const path = /^(?:unix@)?(\/.*)$/.exec(address)?.[1];
    if (path) {
      const made = this.#standIns.pathFor(path);
      this.#own.addPath(made);
      return { sockets: [{ path: made }], text: `unix@${made}`, here: true };
    }
    const resolved = withEnvironment(address).replace(/^ipv[46]@|^tcp[46]@/, '');
    const colon = resolved.lastIndexOf(':');
    const host = resolved.slice(0, Math.max(0, colon));
    const [low = '', high = low] = resolved.slice(colon + 1).split('-');
    if (!/^\d{1,5}$/.test(low)) return { sockets: [], text: address, here: false };
    const bare = reachable(host);
    const at = bare === '127.0.0.1' || bare === '::1' ? bare : this.places.addressOf(host);
    const sockets: Socket[] = [];
    for (let port = Number(low); port <= Number(high); port++) {
      sockets.push({ address: at, port });
      this.#own.add(host, port);
    }
    return { sockets, text: address, here: isLoopback(host) };
  }

  /** A name answers with an address for each server of a template: so many servers are written. */
  #serversOf(texts: readonly string[]): readonly (readonly string[])[] {
    const [, prefix = '', range = '', name = '', ...options] = texts;
    const [, first = '1', last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
    const from = range.includes('-') ? Number(first) : 1;
    const found = hostAndPort(name, 0);
    if (!found) return [texts];
    // A name of a service (SRV) brings its port; there is none here to ask.
    const port = found.port || (name.startsWith('_') ? SERVICE_PORT : 0);
    this.#standIns.say(`server-template ${prefix} is written as its servers, each with an address`);
    return Array.from({ length: Number(last) - from + 1 }, (_, index) => {
      const at = this.places.addressOf(`${from + index}.${found.host}`);
      const address = port === 0 ? at : `${at}:${port}`;
      return this.#copyServer(['server', `${prefix}${from + index}`, address, ...options]);
    });
  }

  #copyServer(texts: readonly string[]): readonly string[] {
    const [keyword = '', name = '', address = '', ...options] = texts;
    const copied = this.#serverAddress(address);
    this.#checkPort(address, options);
    return [keyword, name, copied, ...this.#serverOptions(options)];
  }

  #serverAddress(text: string): string {
    const path = /^(?:unix@)?(\/.*)$/.exec(text)?.[1];
    if (path) {
      const made = this.#standIns.pathFor(path);
      this.#addBackend({ path: made });
      return `unix@${made}`;
    }
    const written = withEnvironment(text).replace(/^ipv[46]@|^tcp[46]@/, '');
    const distance = /:([+-]\d{1,5})$/.exec(written);
    const found = hostAndPort(distance ? written.slice(0, distance.index) : written, 0);
    if (!found) return text;
    const address = this.places.addressOf(found.host);
    if (found.port === 0) this.#portless.push({ address, distance: Number(distance?.[1] ?? 0) });
    else this.#addBackend({ address, port: found.port });
    return text;
  }

  #checkPort(address: string, options: readonly string[]): void {
    const at = options.indexOf('port');
    const found = hostAndPort(withEnvironment(address), 0);
    if (at === -1 || !found) return;
    this.#addBackend({ address: this.places.addressOf(found.host), port: Number(options[at + 1]) });
  }

  #serverOptions(options: readonly string[]): readonly string[] {
    const dropped = new Map([
      ['agent-check', 0],
      ['agent-port', 1],
      ['agent-addr', 1],
      ['agent-inter', 1],
      ['resolvers', 1],
      ['resolve-prefer', 1],
      ['init-addr', 1],
      ['check-ssl', 0],
      ['cookie-domain', 1],
    ]);
    for (const option of options) {
      if (!dropped.has(option)) continue;
      this.#standIns.say(`${option} of a server is left out: no such service is here`);
    }
    const kept = this.#certificates(this.#scaledOptions(without(options, dropped)));
    const source = kept.indexOf('source');
    if (source !== -1) return [...kept.slice(0, source), ...this.#copySource(kept.slice(source))];
    return kept.includes('ssl') && kept.includes('check') ? [...kept, 'no-check-ssl'] : kept;
  }

  /** `source ADDRESS[:LOW[-HIGH]] ...`. */
  #copySource([keyword = '', text = '', ...more]: readonly string[]): readonly string[] {
    const parts = /^(.*?)(?::(\d+)(?:-(\d+))?)?$/.exec(withEnvironment(text));
    const [, host = '', low, high = low] = parts ?? [];
    // With every address HAProxy does not bind at all, and the range counts for nothing.
    const every = host === '' || host === '*' || host === '0.0.0.0';
    if (!every) this.sources.add(this.places.addressOf(host));
    if (low === undefined) return [keyword, text, ...more];
    const range = scaledRange([Number(low), Number(high)], this.#scale);
    if (!every) this.ownPorts = range;
    return [keyword, `${host}:${range.join('-')}`, ...more];
  }

  #scaledOptions(options: readonly string[]): string[] {
    if (this.#scale === 1) return [...options];
    return options.map((text, at) =>
      SCALED.test(options[at - 1] ?? '') && /^\d+$/.test(text)
        ? String(scaled(Number(text), this.#scale))
        : text,
    );
  }

  #certificates(options: readonly string[]): string[] {
    return options.map((text, at) => {
      const before = options[at - 1] ?? '';
      if (!/^(?:crt|ca-file|crl-file|crt-list|ca-verify-file)$/.test(before)) return text;
      if (text.startsWith('@') || this.#standIns.existing(text)) return text;
      return this.#standIns.certificate(text);
    });
  }

  /** `map(FILE)` and `-f FILE` of files that are not here. */
  #lookedUp(text: string): string {
    return text.replace(
      /(\bmap(?:_[a-z]{1,8}){0,2}\()([^,)]+)/g,
      (whole, open: string, file: string) =>
        this.#standIns.existing(file) ? whole : `${open}${this.#standIns.empty(file)}`,
    );
  }

  #addBackend(socket: Socket): void {
    this.#backends.set(socketText(socket), socket);
  }
}
