import { expect, it } from 'vitest';
import { ClientEnds } from '../../../../src/prove/config/hold/client.js';

function ends(count: number, outside: readonly (readonly [number, number])[]) {
  const all = new ClientEnds(outside);
  return Array.from({ length: count }, () => all.next(false));
}

it('gives each client an address of its own, and a port outside of the proxy’s', () => {
  const given = ends(3000, [[1500, 60_999]]);
  expect(new Set(given.map(({ localAddress }) => localAddress)).size).toBe(3000);
  expect(given.every(({ localPort }) => localPort > 60_999)).toBe(true);
});

it('takes ports of services where the proxy has all the others', () => {
  const given = ends(3000, [
    [1024, 65_535],
    [80, 80],
  ]);
  expect(given.every(({ localPort }) => localPort > 0 && localPort < 1024)).toBe(true);
  expect(new Set(given.map(({ localPort }) => localPort)).size).toBe(1022);
});
