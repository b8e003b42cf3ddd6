import type { TidegateError } from '../../lib/errors.js';
import { listenError } from '../listen-error.js';
import type { ListenOptions } from '../loop.js';
import {
  F_GETFL,
  F_SETFD,
  F_SETFL,
  FD_CLOEXEC,
  IPPROTO_TCP,
  SO_REUSEADDR,
  SOCK_NONBLOCK,
  SOL_SOCKET,
  TCP_NODELAY,
} from './constants.js';
import type { Kernel } from './kernel.js';
import { familyOf } from './sockaddr.js';

/** The kernel cuts it down to net.core.somaxconn. */
const DEFAULT_BACKLOG = 4096;

/** A listening descriptor, made or inherited. @throws TidegateError LISTEN_* */
export function openListeningSocket(kernel: Kernel, { on, backlog }: ListenOptions): number {
  const fd = 'fd' in on ? adopt(kernel, on.fd) : open(kernel, on.address, on.port);
  // Accepted sockets inherit it, which saves a system call for each.
  kernel.setOption(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if (kernel.call.listen(fd, backlog ?? DEFAULT_BACKLOG) < 0) throw failure(kernel, fd, on);
  return fd;
}

function open(kernel: Kernel, address: string, port: number): number {
  const fd = kernel.socket(familyOf(address));
  if (fd < 0) throw failure(kernel, fd, { address, port });
  kernel.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (kernel.bind(fd, address, port) < 0) throw failure(kernel, fd, { address, port });
  return fd;
}

/** Another program may have left it blocking or inheritable; here it must be neither. */
function adopt(kernel: Kernel, fd: number): number {
  const flags = kernel.call.fcntl(fd, F_GETFL, 0);
  if (flags < 0) throw failure(kernel, -1, { fd });
  kernel.call.fcntl(fd, F_SETFL, flags | SOCK_NONBLOCK);
  kernel.call.fcntl(fd, F_SETFD, FD_CLOEXEC);
  return fd;
}

function failure(kernel: Kernel, fd: number, on: ListenOptions['on']): TidegateError {
  const error = listenError(kernel.errnoName(), on);
  if (fd >= 0 && !('fd' in on)) kernel.call.close(fd);
  return error;
}
