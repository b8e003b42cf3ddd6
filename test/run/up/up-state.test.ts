import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processStart } from '../../../src/host/process-start.js';
import type { UpState } from '../../../src/model/up.js';
import {
  clearUpState,
  readUpState,
  removeUpState,
  stateFile,
  writeUpState,
} from '../../../src/run/up/up-state.js';

let folder: string;
let file: string;
let directory: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'up-state-test-'));
  file = stateFile({ XDG_STATE_HOME: folder });
  directory = join(folder, `tidegate-${randomUUID()}`);
  mkdirSync(join(directory, 'backend-a', 'html'), { recursive: true, mode: 0o700 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const state = (changes: Partial<UpState> = {}): UpState => ({
  schema: 'tidegate.up/1',
  pid: process.pid,
  started: processStart(process.pid) ?? '',
  scenario: 'maintenance',
  directory,
  url: 'http://127.0.0.1:18080',
  page: 'maintaining',
  drains: 'a',
  backends: [backend(join(directory, 'backend-a', 'html', 'maintaining.html'))],
  ...changes,
});

const backend = (maintenanceFile: string): UpState['backends'][number] => ({
  name: 'a',
  url: 'http://127.0.0.1:18081',
  maintenanceFile,
});

function put(content: unknown, mode = 0o600): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  chmodSync(file, mode);
}

describe('the state of a chain', () => {
  test('is found as it was written, and is nobody else’s to read', async () => {
    await writeUpState(file, state());
    expect(await readUpState(file)).toEqual(state());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file))).toEqual(['up.json']);
  });

  test('stands against a second chain, also one that starts at the same moment', async () => {
    for (let round = 0; round < 50; round++) {
      const both = await Promise.allSettled([
        writeUpState(file, state()),
        writeUpState(`${dirname(file)}/../tidegate/up.json`, state({ scenario: 'other' })),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      if (round < 49) rmSync(file);
    }
    expect(readdirSync(dirname(file))).toEqual(['up.json']);
    const message = expect.stringContaining(`pid ${process.pid}`);
    await expect(clearUpState(file)).rejects.toMatchObject({ code: 'CHAIN_ALREADY_UP', message });
  });

  test('is removed by its own chain only', async () => {
    await writeUpState(file, state());
    await removeUpState(file, join(folder, `tidegate-${randomUUID()}`));
    expect(existsSync(file)).toBe(true);
    await removeUpState(file, directory);
    expect(existsSync(file)).toBe(false);
    await removeUpState(file, directory);
  });

  test('is never taken for a folder to remove', async () => {
    mkdirSync(join(file, 'precious'), { recursive: true });
    await removeUpState(file, directory);
    expect(existsSync(join(file, 'precious'))).toBe(true);
    await expect(clearUpState(file)).rejects.toMatchObject({ code: 'UP_STATE_UNSAFE' });
    await expect(readUpState(file)).rejects.toMatchObject({ code: 'UP_STATE_UNSAFE' });
  });
});

describe('is not believed, and replaced with a word:', () => {
  const outside = (path: string): UpState => state({ backends: [backend(path)] });
  const cases: [string, () => unknown, RegExp][] = [
    ['no JSON', () => '{"pid": 1', /no state of a chain/],
    ['nothing', () => '', /no state of a chain/],
    ['one of another version', () => ({ pid: process.pid, backends: [] }), /no state of a chain/],
    ['process 1', () => state({ pid: 1, started: processStart(1) ?? '' }), /no state of a chain/],
    ['a field too many', () => ({ ...state(), run: 'rm -rf /' }), /no state of a chain/],
    ['a process that is gone', () => state({ pid: 2 ** 22 }), /\(pid 4194304\) is gone/],
    ['a process id that is another’s by now', () => state({ started: 'x 1' }), /is gone/],
    ['a file anywhere', () => outside('/etc/hosts'), /\/etc\/hosts is not in a directory/],
    ['a file beside', () => outside(`${directory}x/page`), /is not in a directory/],
    ['a way out', () => outside(`${directory}/../up.json`), /is not in a directory/],
    ['any directory', () => ({ ...outside(join(folder, 'x')), directory: folder }), /is not in a/],
    ['its own bulk', () => ({ ...state(), page: 'x'.repeat(70_000) }), /it has \d+ bytes/],
  ];

  test.each(cases)('%s', async (_what, content, why) => {
    put(content());
    await expect(readUpState(file)).rejects.toMatchObject({
      code: 'CHAIN_NOT_UP',
      message: expect.stringMatching(why),
    });
    expect(await clearUpState(file)).toMatch(why);
    expect(existsSync(file)).toBe(false);
  });

  test('what others may write', async () => {
    put(state(), 0o666);
    await expect(readUpState(file)).rejects.toMatchObject({ code: 'CHAIN_NOT_UP' });
    expect(await clearUpState(file)).toMatch(/others may write to it/);
  });

  test('a link, of which only the link goes', async () => {
    const elsewhere = join(folder, 'elsewhere.json');
    writeFileSync(elsewhere, JSON.stringify(state()), { mode: 0o600 });
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync(elsewhere, file);
    await expect(readUpState(file)).rejects.toMatchObject({ code: 'CHAIN_NOT_UP' });
    expect(await clearUpState(file)).toMatch(/symbolic link/);
    expect(readFileSync(elsewhere, 'utf8')).toContain('tidegate.up/1');
  });

  test('a link that leads out of its directory', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    symlinkSync(other, join(directory, 'way'));
    put(outside(join(directory, 'way', 'page')));
    await expect(readUpState(file)).rejects.toMatchObject({ code: 'CHAIN_NOT_UP' });
  });

  test.runIf(process.geteuid?.() === 0)('another user’s is refused', async () => {
    put(state());
    const { chownSync } = await import('node:fs');
    chownSync(file, 65_534, 65_534);
    const refusal = { code: 'UP_STATE_UNSAFE', message: expect.stringMatching(/user 65534/) };
    await expect(readUpState(file)).rejects.toMatchObject(refusal);
    await expect(clearUpState(file)).rejects.toMatchObject(refusal);
  });
});

test('the start of a process is its own', async () => {
  const children = [0, 1].map(() => spawn('sleep', ['60']));
  try {
    const [one, other] = children.map(({ pid = 0 }) => processStart(pid));
    expect(one).not.toBeNull();
    expect(one).toBe(processStart(children[0]?.pid ?? 0));
    expect(one).not.toBe(processStart(process.pid));
    expect(other).not.toBe(processStart(process.pid));
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
  expect(processStart(2 ** 22)).toBeNull();
});
