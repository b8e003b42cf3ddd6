import { expect, it } from 'vitest';
import { openNamespace } from '../../src/prove/namespace.js';
import { hasNamespaces } from '../net/support/child.js';

const DYING = new URL('./fixtures/dying.mjs', import.meta.url);
const CASE = {
  name: '',
  portRange: [60, 69],
  sources: 1,
  destinations: 1,
  bind: 'late',
  reserved: '',
  listeners: [],
} as const;

it.runIf(hasNamespaces)('hands on the last words of a process that broke down', async () => {
  const namespace = await openNamespace(DYING);
  const died = {
    code: 'PROVE_DIED',
    said: expect.arrayContaining([expect.stringContaining('last words')]),
  };
  await expect(namespace.ask('count', CASE)).rejects.toMatchObject(died);
  await expect(namespace.ask('count', CASE)).rejects.toMatchObject(died);
});
