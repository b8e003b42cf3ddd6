import { endianness } from 'node:os';
import { formatIp, isMapped, literalBytes } from '../../lib/address/ip.js';
import type { Endpoint } from '../../model/origin.js';

/** One established socket, as the kernel describes it now. */
export interface SocketLook {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Milliseconds since data was last sent or received on it; since it opened, if there was none. */
  readonly idleMs: number;
  /** The kernel's number of the socket. A port is used again, a cookie is not. */
  readonly cookie: number;
}

/**
 * The established sockets that go to an endpoint (`to`) or that its own process has accepted
 * (`at`). Read through NETLINK_INET_DIAG, the only interface that tells when data last moved on
 * each. Source: linux/inet_diag.h, linux/tcp.h, man 7 sock_diag.
 */
export interface SocketDiag {
  list(endpoint: Endpoint, side: 'to' | 'at'): SocketLook[];
}

const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const NETLINK_SOCK_DIAG = 4;
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST_DUMP = 0x301;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const IPPROTO_TCP = 6;
const TCP_ESTABLISHED = 1;
const INET_DIAG_REQ_BYTECODE = 1;
const INET_DIAG_INFO = 2;
const INET_DIAG_BC_S_COND = 7;
const INET_DIAG_BC_D_COND = 8;

const NLMSG_HEADER = 16;
const REQUEST = 56;
/** Size of struct inet_diag_msg; attributes follow it. */
const MESSAGE = 72;
/** Offsets in struct tcp_info of tcpi_last_data_sent and tcpi_last_data_recv, both in milliseconds. */
const LAST_DATA_SENT = 44;
const LAST_DATA_RECV = 52;
const BUFFER_BYTES = 262_144;

/**
 * Returns null where the kernel cannot be asked: not Linux, no koffi, or the kernel's module is
 * missing.
 */
export async function openSocketDiag(): Promise<SocketDiag | null> {
  if (process.platform !== 'linux' || endianness() !== 'LE') return null;
  try {
    const calls = await loadCalls();
    const diag: SocketDiag = { list: (endpoint, side) => dump(calls, endpoint, side) };
    diag.list({ address: '127.0.0.1', port: 1 }, 'to');
    return diag;
  } catch {
    return null;
  }
}

interface Calls {
  socket(domain: number, type: number, protocol: number): number;
  send(fd: number, bytes: Uint8Array, length: number, flags: number): number;
  recv(fd: number, bytes: Uint8Array, length: number, flags: number): number;
  close(fd: number): number;
}

async function loadCalls(): Promise<Calls> {
  const { default: koffi } = await import('koffi');
  const c = koffi.load(null);
  return {
    socket: c.func('socket', 'int', ['int', 'int', 'int']),
    send: c.func('send', 'int', ['int', 'void *', 'size_t', 'int']),
    recv: c.func('recv', 'int', ['int', 'void *', 'size_t', 'int']),
    close: c.func('close', 'int', ['int']),
  };
}

/** An IPv4 peer of a dual-stack socket appears among the IPv6 sockets; the kernel's filter knows it. */
function dump(calls: Calls, endpoint: Endpoint, side: 'to' | 'at'): SocketLook[] {
  const families = endpoint.address.includes(':') ? [AF_INET6] : [AF_INET, AF_INET6];
  return families.flatMap((family) => dumpFamily(calls, family, endpoint, side));
}

function dumpFamily(
  calls: Calls,
  family: number,
  endpoint: Endpoint,
  side: 'to' | 'at',
): SocketLook[] {
  const fd = calls.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
  if (fd === -1) throw new Error('no socket of NETLINK_SOCK_DIAG');
  try {
    const request = dumpRequest(family, endpoint, side);
    if (calls.send(fd, request, request.length, 0) !== request.length) {
      throw new Error('the kernel takes no request for a dump');
    }
    const looks: SocketLook[] = [];
    const buffer = Buffer.alloc(BUFFER_BYTES);
    for (let more = true; more; ) {
      const length = calls.recv(fd, buffer, buffer.length, 0);
      if (length <= 0) throw new Error('the dump ended early');
      more = readMessages(buffer.subarray(0, length), looks);
    }
    return looks;
  } finally {
    calls.close(fd);
  }
}

/** struct nlmsghdr, struct inet_diag_req_v2 and a filter that the kernel applies to its sockets. */
function dumpRequest(family: number, endpoint: Endpoint, side: 'to' | 'at'): Buffer {
  const filter = hostCondition(endpoint, side);
  const request = Buffer.alloc(NLMSG_HEADER + REQUEST + 4 + filter.length);
  request.writeUInt32LE(request.length, 0);
  request.writeUInt16LE(SOCK_DIAG_BY_FAMILY, 4);
  request.writeUInt16LE(NLM_F_REQUEST_DUMP, 6);
  request[NLMSG_HEADER] = family;
  request[NLMSG_HEADER + 1] = IPPROTO_TCP;
  request[NLMSG_HEADER + 2] = 1 << (INET_DIAG_INFO - 1);
  request.writeUInt32LE(1 << TCP_ESTABLISHED, NLMSG_HEADER + 4);
  const attribute = NLMSG_HEADER + REQUEST;
  request.writeUInt16LE(4 + filter.length, attribute);
  request.writeUInt16LE(INET_DIAG_REQ_BYTECODE, attribute + 2);
  filter.copy(request, attribute + 4);
  return request;
}

/** struct inet_diag_bc_op and struct inet_diag_hostcond: accepts this address and port, and no other. */
function hostCondition({ address, port }: Endpoint, side: 'to' | 'at'): Buffer {
  const bytes = literalBytes(address);
  const filter = Buffer.alloc(4 + 8 + bytes.length);
  filter[0] = side === 'to' ? INET_DIAG_BC_D_COND : INET_DIAG_BC_S_COND;
  filter[1] = filter.length;
  // A jump past the end rejects (inet_diag_bc_run() in net/ipv4/inet_diag.c).
  filter.writeUInt16LE(filter.length + 4, 2);
  filter[4] = bytes.length === 4 ? AF_INET : AF_INET6;
  filter[5] = bytes.length * 8;
  filter.writeInt32LE(port, 8);
  Buffer.from(bytes).copy(filter, 12);
  return filter;
}

/** Reads the messages of one datagram into `looks`; returns false after the last one of the dump. */
function readMessages(bytes: Buffer, looks: SocketLook[]): boolean {
  for (let at = 0; at + NLMSG_HEADER <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    const type = bytes.readUInt16LE(at + 4);
    if (type === NLMSG_DONE) return false;
    if (type === NLMSG_ERROR || length < NLMSG_HEADER) throw new Error('the kernel refused a dump');
    const look = readSocket(bytes.subarray(at + NLMSG_HEADER, at + length));
    if (look) looks.push(look);
    at += (length + 3) & ~3;
  }
  return true;
}

function readSocket(message: Buffer): SocketLook | null {
  const info = attributeOf(message, INET_DIAG_INFO);
  if (!info || info.length < LAST_DATA_RECV + 4) return null;
  const bytes = message[0] === AF_INET ? 4 : 16;
  const address = (at: number): string => addressText(message.subarray(at, at + bytes));
  return {
    localPort: message.readUInt16BE(4),
    remotePort: message.readUInt16BE(6),
    localAddress: address(8),
    remoteAddress: address(24),
    cookie: message.readUInt32LE(44) + message.readUInt32LE(48) * 2 ** 32,
    idleMs: Math.min(info.readUInt32LE(LAST_DATA_SENT), info.readUInt32LE(LAST_DATA_RECV)),
  };
}

/** A dual-stack socket has IPv4 peers as IPv6 addresses. */
function addressText(bytes: Uint8Array): string {
  return formatIp(isMapped(bytes) ? bytes.subarray(12) : bytes);
}

function attributeOf(message: Buffer, wanted: number): Buffer | null {
  for (let at = MESSAGE; at + 4 <= message.length; ) {
    const length = message.readUInt16LE(at);
    if (length < 4) return null;
    if (message.readUInt16LE(at + 2) === wanted) return message.subarray(at + 4, at + length);
    at += (length + 3) & ~3;
  }
  return null;
}
