import type { CloseReason } from './loop.js';

/** What an errno name (`ECONNRESET`) says about the end of a connection. Other names: `unreachable`. */
const REASONS: Readonly<Record<string, CloseReason>> = {
  ECONNRESET: 'rst',
  // After the peer's FIN the kernel reports its RST as EPIPE (tcp_reset() in net/ipv4/tcp_input.c).
  EPIPE: 'rst',
  ECONNABORTED: 'rst',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EADDRNOTAVAIL: 'no-port',
  EADDRINUSE: 'no-port',
  // An explicit port below ip_unprivileged_port_start.
  EACCES: 'no-port',
  EMFILE: 'no-descriptor',
  ENFILE: 'no-descriptor',
  // epoll_ctl: fs.epoll.max_user_watches is used up.
  ENOSPC: 'no-descriptor',
};

export function closeReason(errnoName: string): CloseReason {
  return REASONS[errnoName] ?? 'unreachable';
}

/**
 * What an errno name of bind() says about the local end: its port is taken, or its address cannot
 * be connected from.
 */
export function bindReason(errnoName: string): CloseReason {
  return NO_ADDRESS.has(errnoName) ? 'no-address' : closeReason(errnoName);
}

const NO_ADDRESS: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);
