import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatEndpoint,
  originUrl,
  parseEndpoint,
  plainOrigin,
} from '../../../src/lib/address/origin.js';

test.each([
  ['127.0.0.1:80', { address: '127.0.0.1', port: 80 }],
  ['[::1]:18090', { address: '::1', port: 18_090 }],
  ['[2001:db8::7:1]:65535', { address: '2001:db8::7:1', port: 65_535 }],
])('%s is an address and a port', (text, endpoint) => {
  expect(parseEndpoint(text)).toEqual(endpoint);
  expect(formatEndpoint(endpoint)).toBe(text);
});

test.each([
  ...['', '127.0.0.1', ':80', '127.0.0.1:', '127.0.0.1:0', '127.0.0.1:65536', '127.0.0.256:80'],
  ...['::1:80', '::1', '[::1]', '[127.0.0.1]:80', '[]:80', '[::g]:80', 'localhost:80', ' ::1 :80'],
])('"%s" is none', (text) => {
  expect(parseEndpoint(text)).toBeNull();
});

test('what is written is read again', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  const port = fc.integer({ min: 1, max: 65_535 });
  fc.assert(
    fc.property(address, port, (address, port) => {
      expect(parseEndpoint(formatEndpoint({ address, port }))).toEqual({ address, port });
    }),
  );
});

test('an address is an origin of plain HTTP: brackets in its name, none where it is connected to', () => {
  const origin = plainOrigin({ address: '::1', port: 18_080 });
  expect(origin).toMatchObject({ address: '::1', host: '[::1]:18080', tls: null });
  expect(originUrl(origin)).toBe('http://[::1]:18080');
  expect(originUrl({ ...origin, basePath: '/shop' }, '/')).toBe('http://[::1]:18080/shop/');
});
