import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProveCase } from '../../../src/model/prove.js';
import { type Namespace, openNamespace } from '../../../src/prove/namespace.js';
import { proveCase } from '../../../src/prove/prove-case.js';
import { hasNamespaces } from '../../net/support/child.js';

/** The process inside a namespace runs the compiled code. */
const ENTRY = new URL('../../../dist/prove/kernel/main.js', import.meta.url);
const DESCRIPTORS = 4096;
const NAMESPACES = 250;
const seed = Number(process.env.TIDEGATE_SEED ?? Date.now() % 2 ** 31);

const portIn = ([low, high]: readonly [number, number]) => fc.integer({ min: low, max: high });

/** Ports around the range, single ports and ranges, as the kernel accepts them. */
function reservedNear([low, high]: readonly [number, number]): fc.Arbitrary<string> {
  const port = fc.integer({ min: Math.max(1, low - 3), max: Math.min(65_535, high + 3) });
  const stretch = fc
    .tuple(port, port)
    .map(([a, b]) => (a === b ? `${a}` : `${Math.min(a, b)}-${Math.max(a, b)}`));
  const part = fc.oneof({ weight: 4, arbitrary: port.map(String) }, stretch);
  return fc.array(part, { maxLength: 4 }).map((parts) => parts.join(','));
}

const listenersIn = (range: readonly [number, number]) =>
  fc
    .uniqueArray(
      fc.record({
        // Every address, another host's, the first source, the first destination.
        address: fc.constantFrom('0.0.0.0', '127.200.0.1', '127.0.0.1', '127.128.0.1'),
        port: portIn(range),
      }),
      { maxLength: 3, selector: ({ port }) => port },
    )
    .map((listeners) => listeners.map(({ address, port }) => `${address}:${port}`));

const namespaces: fc.Arbitrary<ProveCase> = fc
  .tuple(
    fc.integer({ min: 1, max: 65_000 }),
    fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 60 })),
  )
  .map(([low, width]) => [low, low + width - 1] as const)
  .chain((portRange) =>
    fc.record({
      name: fc.constant('random'),
      portRange: fc.constant(portRange),
      sources: fc.integer({ min: 1, max: 4 }),
      destinations: fc.integer({ min: 1, max: 4 }),
      bind: fc.constantFrom('late', 'early', 'explicit'),
      reserved: reservedNear(portRange),
      listeners: listenersIn(portRange),
    }),
  );

describe.runIf(hasNamespaces)('the calculator against the kernel', () => {
  let namespace: Namespace;

  beforeAll(async () => {
    namespace = await openNamespace(ENTRY);
  });

  afterAll(() => namespace.close());

  it(`agrees on ${NAMESPACES} random namespaces (TIDEGATE_SEED=${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(namespaces, async (test) => {
        expect(await proveCase(test, namespace, DESCRIPTORS)).toMatchObject({ agrees: true });
      }),
      { numRuns: NAMESPACES, seed },
    );
  }, 120_000);
});
