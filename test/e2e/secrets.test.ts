import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unpackSections } from '../../src/run/stored/container.js';
import { runCli, startCli } from '../support/cli.js';
import { processesMarked } from '../support/leftovers.js';
import { loopback } from '../support/loopback.js';
import { runMain } from '../support/run-main.js';
import { quickScenario, type TestScenario } from '../support/scenario.js';

/** Each secret by itself, and the basic authentication made of the first two. */
const PLANTED = ['anna-planted', 'url-planted', 'cookie-planted', 'env-planted', 'bearer-planted'];
const USER = `${PLANTED[0]}:${PLANTED[1]}`;
const LEAK = new RegExp(`planted|${Buffer.from(USER).toString('base64')}`);

/** Much longer than Node takes to start, and shorter than the run. */
const STARTING_MS = 1000;

let folder: string;
let scenario: TestScenario;
let servers: Server[];
/** Authorization of every request that arrived. */
let asked: Set<string | undefined>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-test-'));
  scenario = quickScenario();
  servers = [];
  asked = new Set();
});
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  scenario.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** An application that reads credentials, and repeats in its answers what it received. */
async function serve(host: number): Promise<string> {
  const server = createServer((request, response) => {
    const { authorization, cookie } = request.headers;
    asked.add(authorization);
    response.setHeader('X-Backend', 'a');
    response.statusCode = authorization === undefined ? 401 : 200;
    response.end(`${authorization} ${cookie}`);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, loopback(host), resolve));
  return `${loopback(host)}:${(server.address() as AddressInfo).port}`;
}

/** Everything in every file under `directory`. */
function written(directory: string): string {
  return readdirSync(directory)
    .map((name) => join(directory, name))
    .map((path) => (statSync(path).isDirectory() ? written(path) : readFileSync(path, 'utf8')))
    .join('\n');
}

test.each([[[]], [['--json']], [['--generator', 'both', '--json']]])(
  'a benchmark is let in by the user of its URL, and shows none of it: %j',
  async (flags) => {
    const host = await serve(40);
    const args = [`http://${USER}@${host}/x?api_key=key-planted`, '-d', '0.3', '-c', '2', ...flags];
    const run = await runCli(['bench', ...args, '-H', `Cookie: sid=${PLANTED[2]}`]);
    expect(`${run.stdout}${run.stderr}`).not.toMatch(LEAK);
    expect(run).toMatchObject({ code: 0 });
    expect([...asked]).toEqual([`Basic ${Buffer.from(USER).toString('base64')}`]);
  },
);

test('a run shows nothing of it either, in no output, file or process title', async () => {
  const host = await serve(41);
  const out = join(folder, 'result.json');
  const mark = `SECRETS_TEST=${process.pid}`;
  const run = startCli(
    [
      ...['run', scenario.file, '--connections', '20', '--ramp', '100ms', '--out', out],
      ...['--url', `http://${USER}@${host}`, '--backend-url', `http://${USER}@${host}`],
      ...['-H', `Cookie: sid=${PLANTED[2]}`, '-H', `X-Token: ${PLANTED[4]}`],
      ...['--maintenance-on', `echo asking with $DEPLOY_TOKEN and ${USER} >&2; sleep 0.2; exit 7`],
      ...['--maintenance-off', 'echo "Authorization: Basic $DEPLOY_TOKEN"'],
    ],
    { DEPLOY_TOKEN: PLANTED[3] ?? '', TMPDIR: folder, SECRETS_TEST: String(process.pid) },
  );
  const titles: string[] = [];
  // Node has to start before it can hide its arguments.
  await delay(STARTING_MS);
  const looking = setInterval(() => titles.push(...processesMarked(mark)), 100);
  const { code, stdout, stderr } = await run.finished;
  clearInterval(looking);
  expect(titles.some((title) => title.includes('tidegate: load'))).toBe(true);
  // The shell that runs the command shows what the user wrote, which Tidegate cannot hide.
  expect(titles.filter((title) => !title.includes('/bin/sh -c')).join('\n')).not.toMatch(LEAK);
  expect(stderr).toContain('asking with *** and ***');
  expect(`${stdout}${stderr}${written(folder)}`).not.toMatch(LEAK);
  const ledger = unpackSections(readFileSync(join(folder, 'result.ledger')), 'result.ledger');
  for (const section of ledger.values()) expect(section.toString('latin1')).not.toMatch(LEAK);
  const { commands } = JSON.parse(readFileSync(out, 'utf8'));
  expect(commands).toMatchObject([
    { option: '--maintenance-on', fault: 'exit code 7', said: ['asking with *** and ***'] },
    { option: '--maintenance-off', fault: null, said: ['Authorization: ***'] },
  ]);
  expect(code).toBe(3);
});

test.each([
  [['run', 'maintenance', '--url', `ftp://${USER}@h/`, '--backend-url', 'x']],
  [['run', 'maintenance', '--url', `http://${USER}@nowhere.invalid/`, '--backend-url', 'x']],
  [['bench', `http://${USER}@h:x/`]],
  [['bench', 'http://127.0.0.1/', '-H', `Authorization Bearer ${PLANTED[4]}`]],
  [['bench', 'http://127.0.0.1/', '-H', `Content-Length: ${PLANTED[4]}`]],
  [['bench', '--nonsense', `--authorization=${PLANTED[4]}`]],
  [['capacity', `http://${USER}@h/nginx.conf`]],
  [['proxy', '-c', `/tmp/token=${PLANTED[4]}`]],
])('an error names what is wrong and shows no secret: %j', async (args) => {
  const pair = ['--maintenance-on', 'x', '--maintenance-off', 'x'];
  const run = await runMain(...args, ...(args[0] === 'run' ? pair : []));
  expect(run.code).toBe(2);
  expect(run.stderr).toMatch(/^tidegate: /);
  expect(`${run.stdout}${run.stderr}`).not.toMatch(LEAK);
});
