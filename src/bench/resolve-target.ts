import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { TidegateError } from '../lib/errors.js';
import { authorizationOf, withoutUser } from '../lib/url-user.js';
import type { Endpoint } from '../model/origin.js';

/** A URL that can be loaded, taken apart. */
export interface BenchTarget {
  /** The URL without its user. */
  readonly url: string;
  /** The Authorization field that its user and password stand for. */
  readonly authorization: string | null;
  readonly scheme: 'http' | 'https';
  /** Without the brackets of an IPv6 literal. */
  readonly hostname: string;
  readonly port: number;
  /** Name and port as the Host header says them. */
  readonly host: string;
  /** Path and query. */
  readonly path: string;
}

const DEFAULT_PORT = { http: 80, https: 443 } as const;
/** One of several addresses that does not answer within this time is passed over. */
const TRY_MS = 2000;

/** @throws TidegateError URL_BAD */
export function readTarget(text: string): BenchTarget {
  const url = URL.canParse(text) ? new URL(text) : null;
  const scheme = url?.protocol.slice(0, -1);
  if (url === null || (scheme !== 'http' && scheme !== 'https')) {
    throw new TidegateError('URL_BAD', `the URL is "${text}"`, {
      hint: 'Give a whole http or https URL, http://127.0.0.1:8080/.',
    });
  }
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? DEFAULT_PORT[scheme] : Number(url.port);
  return {
    url: url.username === '' && url.password === '' ? text : withoutUser(url),
    authorization: authorizationOf(url),
    scheme,
    hostname,
    port,
    host: url.host,
    path: url.pathname + url.search,
  };
}

/**
 * Where to connect: the literal itself, or of a name's addresses the first that takes a connection;
 * `localhost` is often two, of which a server listens on one. @throws TidegateError NAME_UNKNOWN
 */
export async function resolveTarget({ hostname, port }: BenchTarget): Promise<Endpoint> {
  if (isIP(hostname) !== 0) return { address: hostname, port };
  const addresses = await addressesOf(hostname);
  const [first = hostname] = addresses;
  if (addresses.length === 1) return { address: first, port };
  for (const address of addresses) {
    if (await takesConnection({ address, port })) return { address, port };
  }
  return { address: first, port };
}

async function addressesOf(name: string): Promise<string[]> {
  try {
    const found = await lookup(name, { all: true, verbatim: true });
    return found.map(({ address }) => address);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new TidegateError('NAME_UNKNOWN', `no address is known of "${name}": ${code}`, {
      hint: 'Check the name in the URL, and that this host can ask a name server.',
      cause,
    });
  }
}

function takesConnection({ address, port }: Endpoint): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: TRY_MS });
    const answer = (taken: boolean): void => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', () => answer(true));
    socket.once('timeout', () => answer(false));
    socket.once('error', () => answer(false));
  });
}
