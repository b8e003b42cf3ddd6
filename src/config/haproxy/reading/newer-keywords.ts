import type { NewerKeyword } from '../../../model/haproxy/refused-keyword.js';
import type { Line } from '../syntax/tokenize.js';
import { takesValue } from './server-line.js';

type Versions = Readonly<Record<string, string>>;

/**
 * Keywords that HAProxy did not have from the beginning, with the version that introduced them.
 * Later additions to older branches are left out. Source: HAProxy's configuration manual, 4.1, and
 * its code at each version from 1.5.0 to 3.4.0; entries for 2.6 measured with 2.6.12.
 */
const SECTIONS: Versions = {
  acme: '3.2',
  cache: '1.8',
  'crt-store': '3.0',
  'fcgi-app': '2.1',
  healthcheck: '3.4',
  'http-errors': '2.2',
  'log-forward': '2.3',
  'log-profile': '3.1',
  mailers: '1.6',
  program: '2.0',
  resolvers: '1.6',
  ring: '2.2',
  traces: '3.1',
};

const IN_GLOBAL: Versions = {
  anonkey: '2.7',
  'busy-polling': '1.9',
  'cluster-secret': '2.6',
  'cpu-affinity': '3.4',
  'cpu-policy': '3.2',
  'cpu-set': '3.2',
  'default-path': '2.4',
  'expose-deprecated-directives': '3.0',
  'expose-experimental-directives': '2.4',
  'fd-hard-limit': '2.6',
  'httpclient.resolvers.disabled': '2.8',
  'httpclient.retries': '2.9',
  'httpclient.timeout.connect': '2.9',
  'issuers-chain-path': '2.2',
  'key-base': '3.0',
  'lua-load-per-thread': '2.4',
  'lua-prepend-path': '2.2',
  'master-worker': '1.8',
  'max-threads-per-group': '3.4',
  'numa-cpu-mapping': '2.4',
  'prealloc-fd': '2.8',
  presetenv: '1.7',
  'set-var': '2.4',
  'set-var-fmt': '2.5',
  setenv: '1.7',
  'ssl-default-bind-ciphersuites': '1.9',
  'ssl-default-bind-curves': '2.2',
  'ssl-security-level': '3.0',
  'stats-file': '3.0',
  'strict-limits': '2.1',
  'thread-groups': '2.5',
  'tune.bufsize.small': '3.1',
  'tune.listener.default-shards': '2.8',
  'zero-warning': '2.2',
};

const IN_PROXIES: Versions = {
  'clitcpka-cnt': '2.3',
  'clitcpka-idle': '2.3',
  'clitcpka-intvl': '2.3',
  declare: '1.6',
  'email-alert': '1.6',
  'error-log-format': '2.5',
  errorfiles: '2.2',
  filter: '1.7',
  'filter-sequence': '3.4',
  'force-be-switch': '3.4',
  guid: '3.0',
  'hash-preserve-affinity': '3.2',
  'http-after-response': '2.2',
  'http-check connect': '2.2',
  'http-check send': '2.2',
  'http-error': '2.2',
  'http-reuse': '1.6',
  'load-server-state-from-file': '1.6',
  'log-steps': '3.1',
  'option disable-h2-upgrade': '2.2',
  'option forwarded': '2.8',
  'option httpslog': '2.5',
  'option use-small-buffers': '3.4',
  'retry-on': '2.0',
  'server-template': '1.8',
  'srvtcpka-cnt': '2.3',
  'srvtcpka-idle': '2.3',
  'srvtcpka-intvl': '2.3',
  'timeout client-hs': '2.9',
  'use-fcgi-app': '2.1',
};

/** Options of `bind`, and of `server` and `default-server`. */
const OF_BIND: Versions = { 'guid-prefix': '3.0', shards: '2.5' };
const OF_SERVERS: Versions = { guid: '3.0', 'hash-key': '3.0', 'init-state': '3.1' };

/** @param line a line that begins a section */
export function newerSection([{ text: name, place }]: Line): NewerKeyword[] {
  const from = versionOf(SECTIONS, name);
  return from === undefined ? [] : [{ name, from, place }];
}

/** Words in a line of `global`, or of a proxy, that older versions do not know. */
export function newerKeywords(line: Line, section: string): NewerKeyword[] {
  const [first, second] = line[0].text === 'no' ? line.slice(1) : line;
  if (!first) return [];
  const { place } = line[0];
  const known = section === 'global' ? IN_GLOBAL : IN_PROXIES;
  const found = [first.text, `${first.text} ${second?.text ?? ''}`].flatMap((name) => {
    const from = versionOf(known, name);
    return from === undefined ? [] : [{ name, from, place }];
  });
  return section === 'global' ? found : [...found, ...newerOptions(line)];
}

function newerOptions(line: Line): NewerKeyword[] {
  const [{ text: keyword }] = line;
  const known = keyword === 'bind' ? OF_BIND : OF_SERVERS;
  const firstOption = FIRST_OPTION[keyword];
  if (firstOption === undefined) return [];
  return line.flatMap(({ text: name, place }, at) => {
    const from = at < firstOption ? undefined : versionOf(known, name);
    const isValue = at > firstOption && takesValue(line[at - 1]?.text ?? '');
    return from === undefined || isValue ? [] : [{ name, from, place }];
  });
}

const FIRST_OPTION: Readonly<Record<string, number>> = {
  bind: 2,
  server: 3,
  'server-template': 4,
  'default-server': 1,
};

function versionOf(versions: Versions, name: string): string | undefined {
  return Object.hasOwn(versions, name) ? versions[name] : undefined;
}
