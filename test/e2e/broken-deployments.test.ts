import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { DEPLOYMENTS } from '../../scenarios/broken/deployments.mjs';
import { processesMarked, untilNone } from '../support/leftovers.js';
import { loopbackBlock } from '../support/loopback.js';
import { missingFor, runCell } from '../verifier/cell.js';

/**
 * Tests the verifier with the deployments of scenarios/broken: it must find the mistake of the
 * wrong ones with the right check, and pass the right ones. `npm run verifier` runs the rest, and
 * more rounds.
 */
const FIRST_PORT = 18_100;

// A run mostly waits, so several can run at once. Each deployment has its own port.
vi.setConfig({ maxConcurrency: 4, testTimeout: 90_000 });

let folder: string;
let mark: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'broken-deployments-'));
  mark = randomUUID();
});

afterAll(async () => {
  const processes = await untilNone(() => processesMarked(mark), 5000);
  const files = readdirSync(folder);
  rmSync(folder, { recursive: true, force: true });
  expect(processes, 'no process is left behind').toEqual([]);
  expect(files, 'no file is left behind').toEqual([]);
});

describe('tidegate run against', () => {
  for (const [index, deployment] of DEPLOYMENTS.entries()) {
    if (!deployment.often) continue;
    const skip = missingFor(deployment).length > 0 && process.env.TIDEGATE_REQUIRE_REAL !== '1';
    const title = `${deployment.name}, ${deployment.is}`;
    test(title, { concurrent: true, skip }, async () => {
      const place = { block: loopbackBlock, port: FIRST_PORT + index };
      const found = await runCell(deployment, place, {
        env: { TMPDIR: folder, TIDEGATE_TEST_MARK: mark },
      });
      expect(found.why, `tidegate ${found.command}\n${found.text}`).toEqual([]);
    });
  }
});
