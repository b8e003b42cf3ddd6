import type { RemovedKeyword } from '../../../model/haproxy/refused-keyword.js';
import type { Line } from '../syntax/tokenize.js';
import { isServerOption } from './server-line.js';

/** The first version that refuses it, and its replacement. */
type Removal = readonly [since: string, instead: string];

const ADD = 'http-request add-header';
const REPLACE = 'http-request replace-header';
const REPLACE_ANSWER = 'http-response replace-header';

/**
 * Old keywords, with the version that no longer starts with them. Source: HAProxy CHANGELOG,
 * cfgparse-listen.c; those up to 2.5 measured with 2.6.12.
 */
const IN_GLOBAL: Readonly<Record<string, Removal>> = {
  debug: ['2.3', 'leave it out, and start HAProxy with -d if it is needed'],
  nbproc: ['2.5', 'leave it out, because threads replace it: nbthread is one for each CPU'],
  'tune.chksize': ['2.5', 'leave it out: tune.bufsize is used'],
};

const IN_PROXIES: Readonly<Record<string, Removal>> = {
  appsession: ['1.6', 'write cookie, or stick on req.cook(NAME)'],
  'bind-process': ['2.7', 'leave it out: it chooses among processes that no longer exist'],
  block: ['2.1', 'write http-request deny, with the same condition'],
  clitimeout: ['2.1', 'write timeout client'],
  contimeout: ['2.1', 'write timeout connect'],
  grace: ['2.5', 'leave it out'],
  'mode health': ['2.3', 'write http-request return status 200'],
  'monitor-net': ['2.3', 'write http-request return status 200 if { src NETWORK }'],
  'option forceclose': ['2.5', 'leave it out, or write option httpclose'],
  'option http-use-htx': ['2.5', 'leave it out'],
  'option http-tunnel': ['2.5', 'leave it out'],
  'option http_proxy': ['2.5', 'write http-request set-dst and http-request set-uri'],
  'option independant-streams': ['2.1', 'write option independent-streams'],
  redisp: ['2.1', 'write option redispatch'],
  redispatch: ['2.1', 'write option redispatch'],
  reqadd: ['2.1', `write ${ADD}`],
  reqallow: ['2.1', 'write http-request allow'],
  reqdel: ['2.1', 'write http-request del-header'],
  reqdeny: ['2.1', 'write http-request deny'],
  reqiallow: ['2.1', 'write http-request allow'],
  reqidel: ['2.1', 'write http-request del-header'],
  reqideny: ['2.1', 'write http-request deny'],
  reqipass: ['2.1', 'leave it out'],
  reqirep: ['2.1', `write ${REPLACE}, or http-request replace-path`],
  reqisetbe: ['1.6', 'write use_backend'],
  reqitarpit: ['2.1', 'write http-request tarpit'],
  reqpass: ['2.1', 'leave it out'],
  reqrep: ['2.1', `write ${REPLACE}, or http-request replace-path`],
  reqsetbe: ['1.6', 'write use_backend'],
  reqtarpit: ['2.1', 'write http-request tarpit'],
  rspadd: ['2.1', 'write http-response add-header'],
  rspdel: ['2.1', 'write http-response del-header'],
  rspdeny: ['2.1', 'write http-response deny'],
  rspidel: ['2.1', 'write http-response del-header'],
  rspideny: ['2.1', 'write http-response deny'],
  rspirep: ['2.1', `write ${REPLACE_ANSWER}`],
  rsprep: ['2.1', `write ${REPLACE_ANSWER}`],
  srvexp: ['2.1', `write ${REPLACE_ANSWER}`],
  srvtimeout: ['2.1', 'write timeout server'],
  'timeout clitimeout': ['2.1', 'write timeout client'],
  'timeout contimeout': ['2.1', 'write timeout connect'],
  'timeout srvtimeout': ['2.1', 'write timeout server'],
};

/** Sections that no longer exist. */
const SECTIONS: Readonly<Record<string, Removal>> = {
  program: ['3.3', 'leave it out, and start the program by a service of its own'],
};

const OF_BIND: Removal = ['2.7', 'leave it out, or write thread'];

/** @param line a line that begins a section */
export function removedSection([{ text: name, place }]: Line): RemovedKeyword | null {
  const removal = Object.hasOwn(SECTIONS, name) ? SECTIONS[name] : undefined;
  return removal ? { name, since: removal[0], instead: removal[1], place } : null;
}

/** Words in a line of `global`, or of a proxy, that HAProxy no longer knows; null = none. */
export function removedKeyword(line: Line, section: string): RemovedKeyword | null {
  const [first, second] = line[0].text === 'no' ? line.slice(1) : line;
  if (!first) return null;
  const known = section === 'global' ? IN_GLOBAL : IN_PROXIES;
  const { place } = line[0];
  for (const name of [first.text, `${first.text} ${second?.text ?? ''}`]) {
    const removal = Object.hasOwn(known, name) ? known[name] : undefined;
    if (removal) return { name, since: removal[0], instead: removal[1], place };
  }
  if (section !== 'global' && isOptionOnly(first.text)) {
    return { name: first.text, since: null, instead: ON_SERVER_LINE, place };
  }
  const choosing = line.find(({ text }, at) => at > 1 && text === 'process');
  if (first.text !== 'bind' || !choosing) return null;
  return { name: 'process', since: OF_BIND[0], instead: OF_BIND[1], place: choosing.place };
}

const ON_SERVER_LINE = 'write it on the server line, or on default-server';
/** Options of a server that are also lines of a section, some of them only in newer versions. */
const BOTH = new Set('cookie crt disabled enabled guid id maxconn persist source stick'.split(' '));

/** An option of a server that is no line of its own (measured, 2.6: "unknown keyword"). */
function isOptionOnly(word: string): boolean {
  return isServerOption(word) && !BOTH.has(word);
}

/** Lines that affect the figures even though they are refused. */
export function isReadAllTheSame([keyword]: Line): boolean {
  return /^(?:bind|mode|nbproc|no|option)$/.test(keyword.text);
}
