import { isIP } from 'node:net';
import { isPort } from '../../../lib/ports.js';

/** A URL that the variables of a proxy_pass gave, parsed. */
export interface PassedUrl {
  readonly kind: 'url';
  /** An IPv6 address is in brackets. */
  readonly host: string;
  /** Digits; null = none is written. */
  readonly port: string | null;
  /** The requested URI; empty = what the client requested. */
  readonly uri: string;
}

/** A URL that nothing can be passed to: the status of the answer, and the message for the error log. */
export interface NoUrl {
  readonly kind: 'none';
  readonly status: 500 | 502;
  readonly words: string;
}

/** In nginx's order and words (ngx_http_proxy_eval, ngx_parse_url). */
export function takeApart(url: string): PassedUrl | NoUrl {
  const [, secure, rest = ''] = /^http(s?):\/\/(.+)$/is.exec(url) ?? [];
  if (secure === undefined) return none(500, `invalid URL prefix in "${url}"`);
  if (secure !== '') return none(502, `https is not supported in "${url}"`);
  if (/^unix:./i.test(rest)) return none(502, `unix sockets are not supported in "${url}"`);
  const parts = rest.startsWith('[') ? ipv6Parts(rest) : nameParts(rest);
  return typeof parts === 'string' ? none(500, `${parts} in upstream "${rest}"`) : parts;
}

function none(status: NoUrl['status'], words: string): NoUrl {
  return { kind: 'none', status, words };
}

function nameParts(text: string): PassedUrl | string {
  const [authority, uri] = splitUri(text);
  const colon = authority.indexOf(':');
  const port = colon < 0 ? null : authority.slice(colon + 1);
  if (!isPortText(port)) return 'invalid port';
  const host = colon < 0 ? authority : authority.slice(0, colon);
  return host === '' ? 'no host' : { kind: 'url', host, port, uri };
}

function ipv6Parts(text: string): PassedUrl | string {
  const end = text.indexOf(']') + 1;
  const [behind, uri] = splitUri(text.slice(end));
  if (end === 0 || (behind !== '' && !behind.startsWith(':'))) return 'invalid host';
  const port = behind === '' ? null : behind.slice(1);
  if (!isPortText(port)) return 'invalid port';
  const host = text.slice(0, end);
  if (host === '[]') return 'no host';
  return isIP(host.slice(1, -1)) === 6 ? { kind: 'url', host, port, uri } : 'invalid IPv6 address';
}

/** The part before the first `/` or `?`, and the rest, which begins with a slash. */
function splitUri(text: string): readonly [authority: string, uri: string] {
  const at = text.search(/[/?]/);
  if (at < 0) return [text, ''];
  const uri = text.slice(at);
  return [text.slice(0, at), uri.startsWith('?') ? `/${uri}` : uri];
}

function isPortText(digits: string | null): boolean {
  return digits === null || (/^\d{1,9}$/.test(digits) && isPort(Number(digits)));
}
