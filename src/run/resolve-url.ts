import { lookup } from 'node:dns/promises';
import { TidegateError } from '../lib/errors.js';
import { authorizationOf } from '../lib/url-user.js';
import type { Endpoint } from '../model/origin.js';

export interface ResolvedUrl {
  readonly endpoint: Endpoint;
  /** For the Host header. */
  readonly host: string;
  /** Without a slash at its end. */
  readonly basePath: string;
  /** The Authorization field that the URL's user and password stand for. */
  readonly authorization: string | null;
}

/** @throws TidegateError URL_BAD, URL_UNREACHABLE; they name the option. */
export async function resolveUrl(option: string, text: string): Promise<ResolvedUrl> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:') {
    throw new TidegateError('URL_BAD', `${option} is "${text}"`, {
      hint: 'Give a whole http URL, http://127.0.0.1:8080.',
    });
  }
  return {
    endpoint: {
      address: await resolveHost(option, url.hostname.replace(/^\[|\]$/g, '')),
      port: url.port === '' ? 80 : Number(url.port),
    },
    host: url.host,
    basePath: url.pathname.replace(/\/$/, ''),
    authorization: authorizationOf(url),
  };
}

async function resolveHost(option: string, host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw new TidegateError('URL_UNREACHABLE', `${option}: the name ${host} has no address`, {
      hint: 'Check the name, or give the address itself.',
      cause: error,
    });
  }
}
