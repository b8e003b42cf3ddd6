import { expect, test } from 'vitest';
import { parseSources, whyUnfit } from '../../src/plan/sources.js';

test.each([
  ['127.0.0.64', ['127.0.0.64']],
  ['127.0.0.255 - 127.0.1.0', ['127.0.0.255', '127.0.1.0']],
  ['::1', ['::1']],
])('%s is read', (text, addresses) => {
  const { count, at } = parseSources(text);
  expect(Array.from({ length: count }, (_, index) => at(index))).toEqual(addresses);
});

test.each(['', 'localhost', '127.0.0.2-127.0.0.1', '[::1]', '::g', '::1-::2', '127.0.0.1:80'])(
  '"%s" is refused before anything connects',
  (text) => {
    expect(() => parseSources(text)).toThrow(expect.objectContaining({ code: 'SOURCES_BAD' }));
  },
);

test.each([
  ['127.0.0.64', '127.0.0.1', 'linux', null],
  ['127.0.0.64-127.0.0.67', '127.9.8.1', 'linux', null],
  ['127.0.0.64', '127.0.0.1', 'darwin', 'darwin has no such loopback addresses'],
  ['::1', '::1', 'linux', null],
  ['::1', '::1', 'darwin', null],
  ['127.0.0.64', '::1', 'linux', 'the entry, ::1, is of the other family'],
  ['::1', '127.0.0.1', 'linux', 'the entry, 127.0.0.1, is of the other family'],
  ['127.0.0.64', '10.0.0.1', 'linux', 'the entry is no loopback address'],
  ['::1', 'fd00::1', 'linux', 'the entry is no loopback address'],
])('from %s to %s on %s', (sources, address, platform, why) => {
  expect(whyUnfit(sources, { address, port: 80 }, platform)).toBe(why);
});
