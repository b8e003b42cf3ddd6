import net from 'node:net';
import { getSystemErrorName } from 'node:util';
import type { Endpoint } from '../../model/origin.js';
import { listenError } from '../listen-error.js';

/** A Node TCP socket that is bound and does not listen. */
export interface BoundHandle {
  readonly fd: number;
  getsockname(out: { address?: string; port?: number }): number;
  close(): void;
}

/**
 * What node:cluster makes its shared listeners with. Node's documented API has no bind without
 * listen.
 */
interface CreatesHandles {
  _createServerHandle(
    address: string,
    port: number,
    family: 4 | 6,
    fd: undefined,
    flags: number,
  ): BoundHandle | number;
}

/** libuv's UV_TCP_IPV6ONLY. */
const IPV6_ONLY = 1;

/** @throws TidegateError LISTEN_* */
export function bindWithoutListening(on: Endpoint, ipv6Only: boolean): BoundHandle {
  const create = (net as unknown as CreatesHandles)._createServerHandle;
  const handle = create(
    on.address,
    on.port,
    net.isIPv6(on.address) ? 6 : 4,
    undefined,
    ipv6Only ? IPV6_ONLY : 0,
  );
  if (typeof handle === 'number') throw listenError(getSystemErrorName(handle), on);
  // libuv holds back bind()'s EADDRINUSE until the next call.
  const error = handle.getsockname({});
  if (error === 0) return handle;
  handle.close();
  throw listenError(getSystemErrorName(error), on);
}
