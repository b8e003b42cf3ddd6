import type { Origin, Scheme } from '../../model/origin.js';
import { TidegateError } from '../errors.js';
import { bareAddress } from './ip.js';
import { DEFAULT_PORT } from './origin.js';
import { authorizationOf, withoutUser } from './url-user.js';

/** An origin that a user gave as a URL: parsed, but its name not yet resolved. */
export interface OriginUrl extends Omit<Origin, 'address' | 'tls'> {
  /** The option that gave it, for messages: `--url`. */
  readonly option: string;
  /** The URL without its user. */
  readonly url: string;
  /** A name, or an address without brackets. */
  readonly hostname: string;
  /** Path and query as the URL has them. */
  readonly path: string;
  /** The value of Authorization for the URL's user and password. It is a secret. */
  readonly authorization: string | null;
}

/** @throws TidegateError URL_BAD, naming the option */
export function readOriginUrl(
  option: string,
  text: string,
  schemes: readonly Scheme[] = ['http', 'https'],
): OriginUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  const scheme = schemes.find((one) => url?.protocol === `${one}:`);
  if (url === null || scheme === undefined) {
    throw new TidegateError('URL_BAD', `${option} is "${text}"`, {
      hint: `Give a whole ${schemes.join(' or ')} URL, http://127.0.0.1:8080.`,
    });
  }
  return {
    option,
    url: url.username === '' && url.password === '' ? text : withoutUser(url),
    scheme,
    hostname: bareAddress(url.hostname),
    port: url.port === '' ? DEFAULT_PORT[scheme] : Number(url.port),
    host: url.host,
    basePath: url.pathname.replace(/\/$/, ''),
    path: url.pathname + url.search,
    authorization: authorizationOf(url),
  };
}
