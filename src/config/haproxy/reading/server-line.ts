import { TidegateError } from '../../../lib/errors.js';
import type { HaproxyServer, HaproxySource } from '../../../model/haproxy.js';
import type { Word } from '../../word.js';
import { invalid, port } from '../../word.js';
import type { HaproxyWord } from '../syntax/environment.js';
import type { Line } from '../syntax/tokenize.js';
import { argument, knownNumber, readSource, splitAddress, wholeNumber } from '../syntax/values.js';
import { writtenLine } from '../syntax/written-line.js';

/** What a `server` or `default-server` line sets; absent options stay unchanged. */
export interface ServerOptions {
  readonly maxconn?: number;
  readonly weight?: number;
  readonly backup?: boolean;
  readonly disabled?: boolean;
  readonly source?: HaproxySource;
  readonly check?: boolean;
  readonly agentCheck?: boolean;
}

/** Words without an argument that change no figure. */
const FLAGS = new Set(
  'ssl no-ssl allow-0rtt check-ssl no-check-ssl check-send-proxy check-via-socks4 send-proxy send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn no-send-proxy no-send-proxy-v2 non-stick stick tfo no-tfo force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 no-sslv3 no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 no-tls-tickets tls-tickets ssl-reuse no-ssl-reuse no-verifyhost'.split(
    ' ',
  ),
);
/** Words with one argument that change no figure. */
const SETTINGS = new Set(
  'addr agent-addr agent-inter agent-port agent-send alpn ca-file check-alpn check-proto check-sni ciphers ciphersuites cookie crl-file crt curves downinter error-limit fall fastinter id init-addr init-state inter log-bufsize log-proto namespace npn observe on-error on-marked-down on-marked-up port proto redir resolve-net resolve-opts resolve-prefer resolvers rise sni slowstart socks4 ssl-max-ver ssl-min-ver tcp-ut track verify verifyhost ws'.split(
    ' ',
  ),
);
/** Words with one argument that change the number of connections in ways that are not modelled. */
const UNMODELLED = new Set(
  'minconn maxqueue max-reuse pool-low-conn pool-max-conn pool-purge-delay shard'.split(' '),
);

/** Whether an option of a server is followed by its value. */
export function takesValue(option: string): boolean {
  return (
    SETTINGS.has(option) || UNMODELLED.has(option) || /^(?:maxconn|weight|source)$/.test(option)
  );
}

/** Whether a word may follow the address of a server. */
export function isServerOption(word: string): boolean {
  return takesValue(word) || FLAGS.has(word) || OTHER_FLAGS.test(word);
}

const OTHER_FLAGS = /^(?:(?:no-)?(?:check|agent-check|backup)|disabled|enabled)$/;

/** What a server inherits from its section. */
export interface ServerDefaults {
  readonly options: ServerOptions;
  readonly source: HaproxySource | null;
}

/**
 * `server NAME ADDRESS[:PORT] options`, on top of the options of `default-server`. `server-template
 * PREFIX COUNT ADDRESS ...` defines COUNT servers, `dispatch ADDRESS:PORT` one without a name.
 * @throws TidegateError CONFIG_ARGUMENTS_BAD, CONFIG_VALUE_BAD
 */
export function readServers(
  line: Line,
  defaults: ServerDefaults,
  unmodelled: (word: Word) => void,
): HaproxyServer[] {
  switch (line[0].text) {
    case 'server-template':
      return readTemplate(line, defaults, unmodelled);
    case 'dispatch':
      return [readOne(line, 1, { options: {}, source: defaults.source }, unmodelled)];
    default:
      return [readOne(line, 2, defaults, unmodelled)];
  }
}

/** @param at index of the address */
function readOne(
  line: Line,
  at: number,
  defaults: ServerDefaults,
  unmodelled: (word: Word) => void,
): HaproxyServer {
  const name = at === 1 ? 'dispatch' : argument(line, 'a name').text;
  const address = argument(line, 'an address', at - 1);
  const options = {
    ...defaults.options,
    ...readServerOptions(line.slice(at + 1), unmodelled),
  };
  const { address: host, ports: written } = splitAddress(address.text);
  return {
    name,
    host,
    port: portOf(address, written),
    portOffset: /^[+-]\d+$/.test(written ?? '') ? Number(written) : 0,
    // 0 means no limit, as in HAProxy.
    maxconn: options.maxconn || null,
    weight: options.weight ?? 1,
    backup: options.backup ?? false,
    disabled: options.disabled ?? false,
    checks: Number(options.check ?? false) + Number(options.agentCheck ?? false),
    source: options.source ?? defaults.source,
    slot: null,
    written: writtenLine(line, at, 1),
    place: line[0].place,
  };
}

/** A process cannot have descriptors for more. */
const MOST_SLOTS = 1_000_000;

function readTemplate(
  line: Line,
  defaults: ServerDefaults,
  unmodelled: (word: Word) => void,
): HaproxyServer[] {
  const prefix = argument(line, 'a prefix').text;
  const count = argument(line, 'a number of servers', 1);
  const written = /^\d+-\d+$/.test(count.text) ? count.text : `1-${count.text}`;
  // An unknown number counts as one server.
  const [low, high] = count.unset ? [1, 1] : slots(count, written);
  const one = readOne(line, 3, defaults, unmodelled);
  return Array.from({ length: high - low + 1 }, (_, n) => ({
    ...one,
    name: `${prefix}${low + n}`,
    slot: low + n,
    written: { ...one.written, name: prefix, count: high - low + 1 },
  }));
}

function slots(word: HaproxyWord, written: string): [low: number, high: number] {
  const [low = 0, high = 0] = written
    .split('-')
    .map((text) => wholeNumber({ text, quoted: word.quoted, place: word.place }));
  if (low >= 1 && low <= high && high - low < MOST_SLOTS) return [low, high];
  throw invalid(word, 'a number of servers, or LOW-HIGH');
}

function portOf(address: HaproxyWord, written: string | null): number | null {
  // 0 also means the port that the client connected to.
  if (written === null || /^(?:[+-]|0+$)/.test(written)) return null;
  if (address.unset && written.includes('$')) return null;
  return port(address, digits(address, written));
}

function digits({ quoted, place }: HaproxyWord, text: string): string {
  return String(wholeNumber({ text, quoted, place }));
}

/** @throws TidegateError CONFIG_ARGUMENTS_BAD, CONFIG_VALUE_BAD */
export function readServerOptions(
  words: readonly HaproxyWord[],
  unmodelled: (word: Word) => void,
): ServerOptions {
  const found: { -readonly [K in keyof ServerOptions]: ServerOptions[K] } = {};
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (!word) break;
    const value = (): HaproxyWord => {
      at += 1;
      return words[at] ?? missing(word);
    };
    if (word.text === 'maxconn') found.maxconn = knownNumber(value()) ?? 0;
    else if (word.text === 'weight') found.weight = knownNumber(value()) ?? 1;
    else if (word.text === 'check' || word.text === 'no-check') {
      found.check = word.text === 'check';
    } else if (word.text === 'agent-check' || word.text === 'no-agent-check') {
      found.agentCheck = word.text === 'agent-check';
    } else if (word.text === 'source') {
      const address = value();
      const rest = words.slice(at + 1, at + 3);
      if (/^(?:usesrc|interface)$/.test(rest[0]?.text ?? '')) at += 2;
      found.source = readSource(address, rest, true);
    } else if (word.text === 'backup' || word.text === 'no-backup') {
      found.backup = word.text === 'backup';
    } else if (word.text === 'disabled' || word.text === 'enabled') {
      found.disabled = word.text === 'disabled';
    } else if (UNMODELLED.has(word.text)) {
      unmodelled(word);
      value();
    } else if (SETTINGS.has(word.text)) value();
    else if (!FLAGS.has(word.text)) unmodelled(word);
  }
  return found;
}

function missing(word: Word): never {
  throw new TidegateError('CONFIG_ARGUMENTS_BAD', `"${word.text}" lacks its value`, {
    place: word.place,
    hint: `Write: ${word.text} VALUE`,
  });
}
