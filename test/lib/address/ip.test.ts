import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  formatIp,
  formatIpv4,
  ipBytes,
  isLoopback,
  parseIpv4,
} from '../../../src/lib/address/ip.js';

describe('bytes of an address', () => {
  test.each([
    ['127.0.0.1', '7f000001'],
    ['255.254.3.0', 'fffe0300'],
    ['::1', `${'00'.repeat(15)}01`],
    ['::', '00'.repeat(16)],
    ['2001:db8::ff00:42:8329', '20010db8000000000000ff0000428329'],
    ['::ffff:1.2.3.4', `${'00'.repeat(10)}ffff01020304`],
    ['fe80::1%lo', `fe80${'00'.repeat(13)}01`],
  ])('%s', (address, hex) => {
    expect(Buffer.from(ipBytes(address) ?? []).toString('hex')).toBe(hex);
  });

  test.each(['localhost', '', '127.1', '1.2.3.256', '[::1]', '127.0.0.1:80'])('"%s"', (text) => {
    expect(ipBytes(text)).toBeNull();
    expect(parseIpv4(text)).toBeNull();
  });

  it('come back as the address they are of', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(formatIp(ipBytes(address) ?? [])).toBe(address);
        const value = parseIpv4(address) ?? Number.NaN;
        expect(formatIpv4(value)).toBe(address);
        expect(formatIpv4(value | 0)).toBe(address);
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        fc.pre(isIPv6(address));
        const bytes = ipBytes(address);
        expect(ipBytes(formatIp(bytes ?? []))).toEqual(bytes);
      }),
    );
  });
});

test.each([
  ['127.0.0.1', true],
  ['127.255.0.1:80', true],
  ['localhost', true],
  ['localhost:80', true],
  ['::1', true],
  ['[::1]', true],
  ['[::1]:80', true],
  ['::1:2', false],
  ['128.0.0.1', false],
  ['localhosts', false],
  ['10.127.0.1', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
