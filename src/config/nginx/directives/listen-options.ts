import type { Listen } from '../../../model/nginx.js';
import type { Word } from '../../word.js';
import { invalid } from '../../word.js';
import type { Reader } from '../drafts/entry.js';
import { afterEquals, flag, integer, parseTime, sizeBytes } from '../values/values.js';

/** The meaning of the words after the address of a `listen`. */
export type ListenOptions = Omit<Listen, 'address' | 'port' | 'place'>;

/** Options about how the socket is opened; only one of the listens on an address may have them. */
const OF_SOCKET =
  /^(?:bind|deferred|reuseport|(?:setfib|fastopen|backlog|rcvbuf|sndbuf|accept_filter|ipv6only|so_keepalive)=.+)$/;

/** Options that need a part of nginx which is not implemented. */
const OTHER_PARTS = /^(?:ssl|http2|quic|spdy|proxy_protocol|udp)$/;

/** @throws TidegateError CONFIG_VALUE_BAD */
export function listenOptions(words: readonly Word[], reader: Reader): ListenOptions {
  const has = (...names: readonly string[]) => words.some(({ text }) => names.includes(text));
  const valued = (name: string) => {
    const word = words.findLast(({ text }) => text.startsWith(`${name}=`));
    return word === undefined ? null : afterEquals(word);
  };
  for (const word of words) {
    if (OTHER_PARTS.test(word.text)) reader.unmodelled(`listen ${word.text}`, word.place);
    else if (OF_SOCKET.test(word.text)) checkValue(word);
    else if (!/^default(?:_server)?$/.test(word.text)) throw invalid(word, 'an option of listen');
  }
  const [backlog, ipv6Only] = [valued('backlog'), valued('ipv6only')];
  return {
    defaultServer: has('default', 'default_server'),
    backlog: backlog && integer(backlog),
    ipv6Only: ipv6Only && flag(ipv6Only),
    ...(has('reuseport') && { reuseport: true as const }),
    ...(has('ssl') && { ssl: true as const }),
    ...(has('proxy_protocol') && { proxyProtocol: true as const }),
    // QUIC runs over UDP.
    ...(has('udp', 'quic') && { udp: true as const }),
    ...(words.some(({ text }) => OF_SOCKET.test(text)) && { opensSocket: true as const }),
  };
}

/** Also checks options that change no answer, because nginx does not start with an invalid value. */
function checkValue(option: Word): void {
  const [name] = option.text.split('=');
  const value = afterEquals(option);
  if (name === 'ipv6only') flag(value);
  else if (name === 'rcvbuf' || name === 'sndbuf') sizeBytes(value);
  else if (name === 'fastopen') integer(value);
  else if (name === 'backlog' && integer(value) === 0) throw invalid(value, 'at least 1');
  else if (name === 'so_keepalive' && !isKeepalive(value.text)) {
    throw invalid(value, 'on, off, or IDLE:INTERVAL:COUNT with any of them left out');
  }
}

/** `30m::10`: two times of whole seconds and a count, of which at least one is given. */
function isKeepalive(text: string): boolean {
  if (text === 'on' || text === 'off') return true;
  const [idle = '', interval = '', count = '', ...more] = text.split(':');
  if (more.length > 0 || !/^\d{0,15}$/.test(count)) return false;
  const times = [idle, interval].map((time) => (time === '' ? 0 : parseTime(time)));
  if (times.some((ms) => ms === null || ms % 1000 !== 0)) return false;
  return Number(count) > 0 || times.some((ms) => ms !== 0);
}
