import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { DEPLOYMENTS, KINDS } from '../../scenarios/broken/deployments.mjs';
import { loopbackBlock } from '../support/loopback.js';
import { missingFor } from './cell.js';
import { observe } from './observe.js';
import type { Proof } from './proof.js';
import { applications } from './proofs/applications.js';
import { blame } from './proofs/blame.js';
import { changedAnswers } from './proofs/changed-answers.js';
import { clients } from './proofs/clients.js';
import { closes } from './proofs/closes.js';
import { gone } from './proofs/gone.js';
import { latency } from './proofs/latency.js';
import { meeting } from './proofs/meeting.js';
import { returns } from './proofs/returns.js';
import { unanswered } from './proofs/unanswered.js';
import { readmeTables } from './readme-table.js';

/**
 * Each deployment does what its description says: seen by plain clients, without any of
 * Tidegate's own code, so that a red verdict is never the deployment's fault.
 */
const PROOFS: Readonly<Record<string, Proof>> = {
  ...applications,
  ...blame,
  ...changedAnswers,
  ...clients,
  ...closes,
  ...gone,
  ...latency,
  ...meeting,
  ...returns,
  ...unanswered,
};
const FIRST_PORT = 20_000;

// They mostly wait.
vi.setConfig({ maxConcurrency: 12 });
/** On a machine that stands still for a second, what is measured is the machine. */
const RETRY = 2;

test('every deployment has a name of its own and a proof, and every proof a deployment', () => {
  const names = DEPLOYMENTS.map(({ name }) => name);
  expect([...new Set(names)].sort()).toEqual([...names].sort());
  expect(Object.keys(PROOFS).sort()).toEqual([...names].sort());
});

test('the README lists them all', () => {
  const file = fileURLToPath(new URL('../../scenarios/broken/README.md', import.meta.url));
  const [words, tables] = readFileSync(file, 'utf8').split(/(?<=<!-- tables -->\n)/);
  const expected = `\n${readmeTables(KINDS)}`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, `${words}${expected}`);
  else expect(tables).toBe(expected);
});

describe('to plain clients', () => {
  for (const [index, deployment] of DEPLOYMENTS.entries()) {
    const { name, is } = deployment;
    const missing = missingFor(deployment);
    const required = process.env.TIDEGATE_REQUIRE_REAL === '1';
    const skip = missing.length > 0 && !required;
    test(`${name} is ${is}`, { concurrent: true, retry: RETRY, skip }, async () => {
      const proof = PROOFS[name];
      if (!proof) throw new Error('there is no proof');
      const place = { block: loopbackBlock, port: FIRST_PORT + index };
      proof.shows(await observe(deployment, place, proof.pace));
    });
  }
});
