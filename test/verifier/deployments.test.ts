import { describe, expect, test, vi } from 'vitest';
import { DEPLOYMENTS } from '../../scenarios/broken/deployments.mjs';
import { loopbackBlock } from '../support/loopback.js';
import { ANSWER_PROOFS } from './answer-proofs.js';
import { missingFor } from './cell.js';
import { CONNECTION_PROOFS } from './connection-proofs.js';
import { observe } from './observe.js';

/**
 * Each deployment does what its description says: seen by plain clients, without any of
 * Tidegate's own code, so that a red verdict is never the deployment's fault.
 */
const PROOFS = { ...ANSWER_PROOFS, ...CONNECTION_PROOFS };
const FIRST_PORT = 20_000;

// They mostly wait.
vi.setConfig({ maxConcurrency: 8 });

test('every deployment has a name of its own and a proof, and every proof a deployment', () => {
  const names = DEPLOYMENTS.map(({ name }) => name);
  expect([...new Set(names)].sort()).toEqual([...names].sort());
  expect(Object.keys(PROOFS).sort()).toEqual([...names].sort());
});

describe('to plain clients', () => {
  for (const [index, deployment] of DEPLOYMENTS.entries()) {
    const { name, is } = deployment;
    const missing = missingFor(deployment);
    const required = process.env.TIDEGATE_REQUIRE_REAL === '1';
    const skip = missing.length > 0 && !required;
    test(`${name} is ${is}`, { concurrent: true, skip }, async () => {
      const proof = PROOFS[name];
      if (!proof) throw new Error('there is no proof');
      const place = { block: loopbackBlock, port: FIRST_PORT + index };
      proof.shows(await observe(deployment, place, proof.pace));
    });
  }
});
