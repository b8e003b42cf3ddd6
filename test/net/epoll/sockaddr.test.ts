import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeHost,
  decodePort,
  encodeSockaddr,
  formatHost,
  SOCKADDR_BYTES,
} from '../../../src/net/epoll/sockaddr.js';

const ports = fc.nat({ max: 65_535 });

function roundTrip(address: string, port: number): string {
  const buffer = Buffer.alloc(SOCKADDR_BYTES, 0xff);
  encodeSockaddr(buffer, address, port);
  return `${formatHost(decodeHost(buffer))} ${decodePort(buffer)}`;
}

describe('socket addresses', () => {
  it('are what the kernel reads: family, port and address, the last two big-endian', () => {
    const buffer = Buffer.alloc(SOCKADDR_BYTES);
    expect(encodeSockaddr(buffer, '127.1.2.254', 0x1f90)).toBe(16);
    expect(buffer.subarray(2, 16).toString('hex')).toBe('1f907f0102fe0000000000000000');
    expect(encodeSockaddr(buffer, '::1', 0x1f90)).toBe(28);
    expect(buffer.subarray(2).toString('hex')).toBe(`1f9000000000${'0'.repeat(31)}100000000`);
  });

  it('of IPv4 come back as they went', () => {
    fc.assert(
      fc.property(fc.ipV4(), ports, (address, port) => {
        expect(roundTrip(address, port)).toBe(`${address} ${port}`);
      }),
    );
  });

  it('of IPv6 come back as the same address, written as RFC 5952 wants it', () => {
    fc.assert(
      fc.property(fc.ipV6(), ports, (address, port) => {
        fc.pre(isIPv6(address));
        // The URL parser compresses by RFC 5952, but writes an IPv4 tail in hex.
        const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
        const [host = ''] = roundTrip(address, port).split(' ');
        expect(new URL(`http://[${host}]`).hostname.slice(1, -1)).toBe(canonical);
        if (!host.includes('.')) expect(host).toBe(canonical);
      }),
    );
  });

  it.each([
    ['::', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['fe80::1%lo', 'fe80::1'],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    ['1::', '1::'],
  ])('%s reads back as %s', (address, canonical) => {
    expect(roundTrip(address, 1)).toBe(`${canonical} 1`);
  });

  it.each(['localhost', '', '127.1', '1.2.3.256', '[::1]', '127.0.0.1:80'])(
    '"%s" is none',
    (text) => {
      expect(() => encodeSockaddr(Buffer.alloc(SOCKADDR_BYTES), text, 1)).toThrow(
        expect.objectContaining({ code: 'ADDRESS_BAD' }),
      );
    },
  );
});
