import { ipBytes } from '../../../lib/address/ip.js';
import { TidegateError } from '../../../lib/errors.js';
import { AF_INET, AF_INET6 } from '../../../net/epoll/constants.js';

/** netdevice(7), Linux UAPI. */
const SIOCSIFADDR = 0x8916;
const SIOCSIFNETMASK = 0x891c;
/** linux/sockios.h; `struct in6_ifreq`: 16 bytes of address, the prefix length, the interface. */
const IN6_IFREQ_BYTES = 24;
const IFREQ_BYTES = 40;
const ADDRESS_AT = 16;
const SOCK_DGRAM = 2;
/** `lo` is the first interface of every namespace. */
const LO = 1;

/**
 * Adds addresses to this namespace, as `ip address add ADDRESS/32 dev lo` does. Uses ioctl, because
 * `ip` is not installed everywhere.
 * @throws TidegateError ENGINE_UNAVAILABLE, ADDRESS_REFUSED
 */
export async function addLoAddresses(addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  const { default: koffi } = await import('koffi');
  const c = koffi.load(null);
  const socket = c.func('socket', 'int', ['int', 'int', 'int']);
  const ioctl = c.func('ioctl', 'int', ['int', 'ulong', '...']);
  const close = c.func('close', 'int', ['int']);
  const tell = (family: number, requests: readonly (readonly [number, Buffer])[]): boolean => {
    const fd: number = socket(family, SOCK_DGRAM, 0);
    const done = requests.every(([what, bytes]) => ioctl(fd, what, 'void *', bytes) === 0);
    close(fd);
    return done;
  };
  for (const [index, address] of addresses.entries()) {
    const done = address.includes(':')
      ? tell(AF_INET6, [[SIOCSIFADDR, in6Ifreq(address)]])
      : tell(AF_INET, [
          [SIOCSIFADDR, ifreq(index, address)],
          [SIOCSIFNETMASK, ifreq(index, '255.255.255.255')],
        ]);
    if (done) continue;
    throw new TidegateError('ADDRESS_REFUSED', `lo refuses the address ${address}`, {
      hint: 'Write an address that a host can have.',
    });
  }
}

function ifreq(index: number, address: string): Buffer {
  const request = Buffer.alloc(IFREQ_BYTES);
  request.write(`lo:${index}`);
  request.writeUInt16LE(AF_INET, ADDRESS_AT);
  request.set(ipBytes(address) ?? [], ADDRESS_AT + 4);
  return request;
}

function in6Ifreq(address: string): Buffer {
  const request = Buffer.alloc(IN6_IFREQ_BYTES);
  request.set(ipBytes(address) ?? []);
  request.writeUInt32LE(128, 16);
  request.writeInt32LE(LO, 20);
  return request;
}
