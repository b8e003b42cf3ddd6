import { TidegateError } from '../../lib/errors.js';
import type { HaproxyServer, HaproxySource } from '../../model/haproxy.js';
import type { Word } from '../nginx/syntax.js';
import { port } from '../nginx/values.js';
import type { Line } from './tokenize.js';
import { argument, readSource, splitAddress, wholeNumber } from './values.js';

/** What a `server` or `default-server` line sets; what is absent stays as it is. */
export interface ServerOptions {
  readonly maxconn?: number;
  readonly weight?: number;
  readonly backup?: boolean;
  readonly disabled?: boolean;
  readonly source?: HaproxySource;
}

/** Words without an argument that change no figure. */
const FLAGS = new Set(
  'check no-check agent-check ssl no-ssl allow-0rtt check-ssl no-check-ssl check-send-proxy check-via-socks4 send-proxy send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn no-send-proxy no-send-proxy-v2 non-stick stick tfo no-tfo force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 no-sslv3 no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 no-tls-tickets tls-tickets ssl-reuse no-ssl-reuse no-verifyhost'.split(
    ' ',
  ),
);
/** Words with one argument that change no figure. */
const SETTINGS = new Set(
  'addr agent-addr agent-inter agent-port agent-send alpn ca-file check-alpn check-proto check-sni ciphers ciphersuites cookie crl-file crt curves downinter error-limit fall fastinter id init-addr init-state inter log-bufsize log-proto namespace npn observe on-error on-marked-down on-marked-up port proto redir resolve-net resolve-opts resolve-prefer resolvers rise sni slowstart socks4 ssl-max-ver ssl-min-ver tcp-ut track verify verifyhost ws'.split(
    ' ',
  ),
);
/** Words with one argument that do change how many connections there are, in ways not modelled. */
const UNMODELLED = new Set(
  'minconn maxqueue max-reuse pool-low-conn pool-max-conn pool-purge-delay shard'.split(' '),
);

/** Whether an option of a server is followed by its value. */
export function takesValue(option: string): boolean {
  return (
    SETTINGS.has(option) || UNMODELLED.has(option) || /^(?:maxconn|weight|source)$/.test(option)
  );
}

/**
 * `server NAME ADDRESS[:PORT] options` over the options of `default-server`.
 * @throws TidegateError CONFIG_ARGUMENTS, CONFIG_VALUE
 */
export function readServer(
  line: Line,
  defaults: ServerOptions,
  backendSource: HaproxySource | null,
  unmodelled: (word: Word) => void,
): HaproxyServer {
  const name = argument(line, 'a name');
  const address = argument(line, 'an address', 1);
  const options = { ...defaults, ...readServerOptions(line.slice(3), unmodelled) };
  const { address: host, ports } = splitAddress(address.text);
  return {
    name: name.text,
    host,
    port: ports === null || /^[+-]/.test(ports) ? null : port(address, digits(address, ports)),
    // 0 is no limit, as in HAProxy.
    maxconn: options.maxconn || null,
    weight: options.weight ?? 1,
    backup: options.backup ?? false,
    disabled: options.disabled ?? false,
    source: options.source ?? backendSource,
    place: line[0].place,
  };
}

function digits(word: Word, text: string): string {
  return String(wholeNumber({ ...word, text }));
}

/** @throws TidegateError CONFIG_ARGUMENTS, CONFIG_VALUE */
export function readServerOptions(
  words: readonly Word[],
  unmodelled: (word: Word) => void,
): ServerOptions {
  const found: { -readonly [K in keyof ServerOptions]: ServerOptions[K] } = {};
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (!word) break;
    const value = (): Word => {
      at += 1;
      return words[at] ?? missing(word);
    };
    if (word.text === 'maxconn') found.maxconn = wholeNumber(value());
    else if (word.text === 'weight') found.weight = wholeNumber(value());
    else if (word.text === 'source') {
      const address = value();
      const usesrc = words[at + 1]?.text === 'usesrc';
      const device = words[at + 1]?.text === 'interface';
      if (usesrc || device) at += 2;
      found.source = readSource(address, usesrc, true);
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
  throw new TidegateError('CONFIG_ARGUMENTS', `"${word.text}" lacks its value`, {
    place: word.place,
    hint: `Write: ${word.text} VALUE`,
  });
}
