import type { TidegateError } from '../../lib/errors.js';
import type { Endpoint } from '../../model/origin.js';
import { listenError } from '../listen-error.js';
import type { ListenOptions } from '../loop.js';
import {
  AF_INET6,
  F_GETFL,
  F_SETFD,
  F_SETFL,
  FD_CLOEXEC,
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPV6_V6ONLY,
  SO_REUSEADDR,
  SOCK_NONBLOCK,
  SOL_SOCKET,
  TCP_NODELAY,
} from './constants.js';
import type { Kernel } from './kernel.js';
import { familyOf } from './sockaddr.js';

/** The kernel lowers it to net.core.somaxconn. */
const DEFAULT_BACKLOG = 4096;

/** A listening descriptor, made or inherited. @throws TidegateError LISTEN_* */
export function openListeningSocket(kernel: Kernel, options: ListenOptions): number {
  const { on, backlog, ipv6Only = false } = options;
  const fd = 'fd' in on ? adopt(kernel, on.fd) : open(kernel, on, ipv6Only);
  // Accepted sockets inherit the option, which saves a system call for each.
  kernel.setOption(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if (kernel.call.listen(fd, backlog ?? DEFAULT_BACKLOG) < 0) throw failure(kernel, fd, on);
  return fd;
}

function open(kernel: Kernel, { address, port }: Endpoint, ipv6Only: boolean): number {
  const family = familyOf(address);
  const fd = kernel.socket(family);
  if (fd < 0) throw failure(kernel, fd, { address, port });
  kernel.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  // Set in both cases, because net.ipv6.bindv6only may have changed the kernel's default.
  if (family === AF_INET6) kernel.setOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, ipv6Only ? 1 : 0);
  if (kernel.bind(fd, address, port) < 0) throw failure(kernel, fd, { address, port });
  return fd;
}

/**
 * Another program may have left the descriptor blocking or inheritable; here it must be neither.
 */
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
