import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { OriginUrl } from '../lib/address/origin-url.js';
import { TidegateError } from '../lib/errors.js';
import type { Endpoint, Origin, TlsSettings } from '../model/origin.js';

/** When a name has several addresses, one that does not answer within this time is skipped. */
const TRY_MS = 2000;

/**
 * Finds where to connect: the literal itself, or the first address of a name that accepts a
 * connection. `localhost` often has two addresses, and a server listens on one of them.
 * @throws TidegateError HOST_NOT_FOUND
 */
export async function resolveOrigin(url: OriginUrl, tls: TlsSettings | null): Promise<Origin> {
  const { scheme, port, host, basePath } = url;
  const address = await reachable(await addressesOf(url), port);
  return { scheme, address, port, host, basePath, tls };
}

/** All addresses, in the resolver's order. */
async function addressesOf({ option, hostname }: OriginUrl): Promise<readonly string[]> {
  if (isIP(hostname) !== 0) return [hostname];
  try {
    const found = await lookup(hostname, { all: true, verbatim: true });
    return found.map(({ address }) => address);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const what = `${option}: no address is known of "${hostname}": ${code}`;
    throw new TidegateError('HOST_NOT_FOUND', what, {
      hint: 'Check the name, and that this host can ask a name server, or give the address itself.',
      cause,
    });
  }
}

/** The first address if none accepts a connection; the connect that follows then reports why. */
async function reachable(addresses: readonly string[], port: number): Promise<string> {
  const [first = ''] = addresses;
  if (addresses.length === 1) return first;
  for (const address of addresses) if (await takesConnection({ address, port })) return address;
  return first;
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
