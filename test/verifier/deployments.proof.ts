import { describe, test, vi } from 'vitest';
import { DEPLOYMENTS } from '../../scenarios/broken/deployments.mjs';
import { loopbackBlock } from '../support/loopback.js';
import { missingFor } from './cell.js';
import { observe } from './observe.js';
import { PROOFS } from './proofs.js';

const FIRST_PORT = 20_000;

// They mostly wait.
vi.setConfig({ maxConcurrency: 12 });

describe('to plain clients', () => {
  for (const [index, deployment] of DEPLOYMENTS.entries()) {
    const { name, is } = deployment;
    const required = process.env.TIDEGATE_REQUIRE_REAL === '1';
    const skip = missingFor(deployment).length > 0 && !required;
    test(`${name} is ${is}`, { concurrent: true, skip }, async () => {
      const proof = PROOFS[name];
      if (!proof) throw new Error('there is no proof');
      const place = { block: loopbackBlock, port: FIRST_PORT + index };
      proof.shows(await observe(deployment, place, proof.pace));
    });
  }
});
