import type { Bind, ConnectOptions, Endpoint } from '../loop.js';
import {
  EINPROGRESS,
  IP_BIND_ADDRESS_NO_PORT,
  IPPROTO_IP,
  IPPROTO_TCP,
  SO_REUSEADDR,
  SOL_SOCKET,
  TCP_NODELAY,
} from './constants.js';
import type { EpollConnection } from './epoll-connection.js';
import type { Kernel } from './kernel.js';
import { familyOf } from './sockaddr.js';

/** Takes a new connection as far as the kernel goes at once; what fails here is reported later. */
export function startConnect(
  connection: EpollConnection,
  { to, bind, timeoutMs }: ConnectOptions,
): void {
  connection.setRemote(to);
  if (bind?.mode === 'explicit') connection.setLocal(bind);
  const { kernel } = connection;
  connection.fd = kernel.socket(familyOf(to.address));
  const errno = connection.fd < 0 ? kernel.call.errno() : begin(kernel, connection.fd, to, bind);
  if (errno !== 0) {
    connection.failLater(kernel.reason(errno));
    return;
  }
  // Watched from here on only: a socket that has not begun to connect reports a hang-up.
  connection.startWatching();
  if (timeoutMs !== undefined) connection.failAfter(timeoutMs);
}

/** Returns 0 or the errno of what failed. */
function begin(kernel: Kernel, fd: number, to: Endpoint, bind: Bind | undefined): number {
  kernel.setOption(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if (bind && bindSocket(kernel, fd, bind) < 0) return kernel.call.errno();
  if (kernel.connect(fd, to.address, to.port) === 0) return 0;
  const errno = kernel.call.errno();
  return errno === EINPROGRESS ? 0 : errno;
}

function bindSocket(kernel: Kernel, fd: number, bind: Bind): number {
  switch (bind.mode) {
    case 'late':
      if (bind.address === undefined) return 0;
      kernel.setOption(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
      return kernel.bind(fd, bind.address, 0);
    case 'early':
      return kernel.bind(fd, bind.address, 0);
    case 'explicit':
      // Lets the port serve one connection to each destination, not one in all.
      kernel.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
      return kernel.bind(fd, bind.address, bind.port);
  }
}
