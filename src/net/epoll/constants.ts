import { constants } from 'node:os';

/** Linux UAPI values, the same on every architecture that `loadSyscalls` accepts. */
export const AF_INET = 2;
export const AF_INET6 = 10;

export const SOCK_STREAM = 1;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;

export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_ERROR = 4;
export const SO_LINGER = 13;
export const IPPROTO_IP = 0;
/** ip(7), since Linux 4.2: bind() takes only the address, and connect() takes the port. */
export const IP_BIND_ADDRESS_NO_PORT = 24;
export const IPPROTO_IPV6 = 41;
export const IPV6_V6ONLY = 26;
export const IPPROTO_TCP = 6;
export const TCP_NODELAY = 1;

export const MSG_NOSIGNAL = 0x4000;
export const SHUT_WR = 1;

/** clock_gettime(2). */
export const CLOCK_MONOTONIC = 1;

export const O_NONBLOCK = SOCK_NONBLOCK;
export const O_CLOEXEC = SOCK_CLOEXEC;
/** pipe(7): sets how many bytes a pipe holds. */
export const F_SETPIPE_SZ = 1031;
export const SPLICE_F_MOVE = 1;
export const SPLICE_F_NONBLOCK = 2;

export const F_SETFD = 2;
export const F_GETFL = 3;
export const F_SETFL = 4;
export const FD_CLOEXEC = 1;

export const EPOLL_CLOEXEC = SOCK_CLOEXEC;
export const EPOLL_CTL_ADD = 1;
export const EPOLL_CTL_DEL = 2;
export const EPOLLIN = 0x1;
export const EPOLLOUT = 0x4;
export const EPOLLERR = 0x8;
export const EPOLLHUP = 0x10;
const EPOLLRDHUP = 0x2000;
/** Bit 31, as the signed number that an Int32Array holds. */
const EPOLLET = 1 << 31;

/** All events, registered once: a connection then needs one epoll_ctl in its life. */
export const CONNECTION_EVENTS = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
/** FIN, RST or an error. */
export const EPOLL_GONE = EPOLLRDHUP | EPOLLHUP | EPOLLERR;

export const { EACCES, EAGAIN, EINPROGRESS, EINVAL, ENOSYS, EPERM } = constants.errno;
export const { EMFILE, ENFILE, ENOBUFS, ENOMEM } = constants.errno;
