import { expect, it } from 'vitest';
import { connectsFromZero, LEAST_LOOPBACK_SOURCES, loopbackSources } from '../../src/lib/kernel.js';

it.each([
  ['5.13.19', 0],
  ['5.14.0', 1],
  ['6.1.0-rc2', 1],
])('Linux %s has %d sources of loopback more than the least', (kernel, more) => {
  const facts = { platform: 'linux', kernel };
  expect(loopbackSources(facts)).toBe(LEAST_LOOPBACK_SOURCES + more);
  expect(connectsFromZero(facts)).toBe(more === 1);
});

it('believes what was counted on the host', () => {
  const loopback = { cidrs: ['127.0.0.1/8'], aliases: 1, usable: LEAST_LOOPBACK_SOURCES };
  expect(connectsFromZero({ loopback })).toBe(false);
  expect(connectsFromZero({ loopback: { ...loopback, usable: LEAST_LOOPBACK_SOURCES + 1 } })).toBe(
    true,
  );
});
