import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startProxyProcess, workersOf } from '../../proxy/support/proxy-process.js';
import { BIN, runCli } from '../../support/cli.js';
import { exchange } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';

/** The user of the workers (`user`), which only root can set. */
const front = loopback(1);
const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
const isRoot = process.getuid?.() === 0;

/** Id of a user and name of its group; null = there is no such user. */
function userNamed(name: string): { uid: number; gid: number; group: string } | null {
  try {
    const id = (...args: readonly string[]) =>
      execFileSync('id', [...args, name], { stdio: 'pipe' });
    return { uid: Number(id('-u')), gid: Number(id('-g')), group: `${id('-gn')}`.trim() };
  } catch {
    return null;
  }
}

const nobody = isRoot ? userNamed('nobody') : null;

function configure(main: string, http = `server { listen ${front}:8000; return 200 here; }`) {
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-user-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  chmodSync(directory, 0o755);
  const file = join(directory, 'nginx.conf');
  writeFileSync(file, `${main}\nworker_processes 1;\nevents { }\nhttp { ${http} }\n`);
  return { directory, file };
}

/** Effective user and group of a process, and its further groups. */
function whoIs(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const ids = (name: string) =>
    (new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '').trim().split(/\s+/).map(Number);
  return { uid: ids('Uid'), gid: ids('Gid'), groups: ids('Groups') };
}

describe.skipIf(nobody === null)('workers of a master that is root', () => {
  const { uid = 0, gid = 0, group = '' } = nobody ?? {};

  test('become the user that is written, and the master stays who it is', async () => {
    const secret = `server { listen ${front}:8000; root .; }`;
    const { directory, file } = configure(`user nobody ${group};`, secret);
    writeFileSync(join(directory, 'open.html'), 'for all');
    writeFileSync(join(directory, 'secret.html'), 'for root', { mode: 0o600 });
    const running = await startProxyProcess(file, '-p', directory);
    const [worker = 0] = workersOf(running);
    const four = (id: number) => [id, id, id, id];
    expect(whoIs(worker)).toEqual({ uid: four(uid), gid: four(gid), groups: [gid] });
    expect(whoIs(running.child.pid ?? 0).uid).toEqual(four(0));
    const ask = async (path: string) =>
      `${(await exchange(front, 8000, GET.replace('/', path))).bytes}`;
    expect(await ask('/open.html')).toContain('for all');
    expect(await ask('/secret.html')).toMatch(/^HTTP\/1.1 403 /);
  });

  test('open logs again that they could not have made', async () => {
    const { directory, file } = configure(
      `user nobody ${group}; error_log error.log;`,
      `access_log access.log; server { listen ${front}:8000; return 200 here; }`,
    );
    const log = join(directory, 'access.log');
    const running = await startProxyProcess(file, '-p', directory);
    await exchange(front, 8000, GET);
    renameSync(log, `${log}.1`);
    running.child.kill('SIGUSR1');
    for (let lines = ''; lines === ''; lines = textOf(log)) {
      await exchange(front, 8000, GET);
      await delay(20);
    }
    expect(statSync(log).uid).toBe(uid);
    expect(textOf(join(directory, 'error.log'))).toBe('');
  });
});

test.skipIf(nobody === null && isRoot)('who is not root is told that it means nothing', () => {
  const { file } = configure('user root; error_log stderr warn;');
  const as = nobody === null ? {} : { uid: nobody.uid, gid: nobody.gid };
  const { stderr } = spawnSync(process.execPath, [BIN, 'proxy', '-t', '-c', file], as);
  expect(`${stderr}`).toMatch(
    /\[warn\] .*: the "user" directive makes sense only if the master process runs with super-user privileges, ignored in .*nginx.conf:1/,
  );
  expect(`${stderr}`).toContain('test is successful');
});

describe.runIf(isRoot)('a user that is not there', () => {
  test.each([
    ['user no-such-user root;', 'getpwnam("no-such-user") failed'],
    ['user root no-such-group;', 'getgrnam("no-such-group") failed'],
  ])('is an error at its place: %s', async (main, message) => {
    const { file } = configure(main);
    const { code, stderr } = await runCli(['proxy', '-t', '-c', file]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain(`${file}:1:1`);
  });
});

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
