import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { nginxIsHere } from '../../proxy/support/program.js';
import { runCli, startCli } from '../../support/cli.js';
import { exchange } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';

const front = loopback(1);
const server = `server { listen ${front}:8000; return 200 ok; }`;
let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidegate-switches-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function configure(text: string): string {
  const file = join(directory, 'nginx.conf');
  writeFileSync(file, text);
  return file;
}

const plain = (main = '', http = server) =>
  configure(`${main}\nworker_processes 1;\nevents { }\nhttp { ${http} }\n`);

describe("nginx's switches", () => {
  test('-v prints the version, -V what it runs on as well', async () => {
    const short = await runCli(['proxy', '-v']);
    expect(short).toMatchObject({ code: 0, stdout: '' });
    expect(short.stderr).toMatch(/^tidegate version: tidegate\/\d+\.\d+\.\d+\n$/);
    const { stderr } = await runCli(['proxy', '-V']);
    expect(stderr.split('\n')).toEqual([
      short.stderr.trim(),
      `node: ${process.version}`,
      expect.stringMatching(/^engine: (epoll|node)$/),
      `platform: ${process.platform} ${process.arch}`,
      '',
    ]);
  });

  test('without -c there is nothing to run', async () => {
    expect(await runCli(['proxy', '-t'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("required option '-c <file>' not specified"),
    });
  });

  test('a relative -c is in the prefix that -p names', async () => {
    plain();
    const run = await runCli(['proxy', '-t', '-p', directory, '-c', 'nginx.conf']);
    expect(run.stderr).toContain(`the configuration file ${directory}/nginx.conf syntax is ok`);
    expect(run.code).toBe(0);
  });

  test('-g is read before the file', async () => {
    const args = (g: string) => ['proxy', '-t', '-c', plain('pid a.pid;'), '-g', g];
    expect((await runCli(args('worker_shutdown_timeout 5s;'))).code).toBe(0);
    const twice = await runCli(args('pid b.pid;'));
    expect(twice.code).toBe(2);
    expect(twice.stderr).toMatch(/nginx\.conf:1:1: "pid" is set twice.*\n.*command line:1:1/);
  });

  test('what is wrong in -g is on the command line', async () => {
    const { code, stderr } = await runCli(['proxy', '-t', '-c', plain(), '-g', 'piid x;']);
    expect(code).toBe(2);
    expect(stderr).toContain('command line:1:1: "piid" is not supported');
  });

  test('-t says what is read and left aside, unless it is to be quiet', async () => {
    const file = plain('pcre_jit on;', `sendfile on;\n${server}`);
    const { code, stderr } = await runCli(['proxy', '-t', '-c', file]);
    expect(code).toBe(0);
    expect(stderr).toBe(
      [
        `tidegate: [notice] "pcre_jit" changes nothing here, in ${file}:1`,
        `tidegate: [notice] "sendfile" changes nothing here, in ${file}:4`,
        `tidegate: the configuration file ${file} syntax is ok`,
        `tidegate: configuration file ${file} test is successful\n`,
      ].join('\n'),
    );
    expect((await runCli(['proxy', '-tq', '-c', file])).stderr).toBe('');
  });

  test.each([[['-t']], [[]]])('all that is not supported is said at once: %j', async (switches) => {
    const file = plain(
      'pcre_own 1;',
      `gzip on;\nserver { listen ${front}:8000 ssl; return 200 "$request_id"; }`,
    );
    const { code, stderr } = await runCli(['proxy', ...switches, '-c', file]);
    expect(code).toBe(2);
    const places = stderr.split('\n').map((line) => /conf:(\d+:\d+: "[^"]*")/.exec(line)?.[1]);
    expect(places.filter((place) => place !== undefined)).toEqual([
      '1:1: "pcre_own"',
      '4:8: "gzip"',
      `5:${`server { listen ${front}:8000 `.length + 1}: "listen ssl"`,
      `5:${`server { listen ${front}:8000 ssl; return 200 "`.length + 1}: "$request_id"`,
    ]);
  });

  test('-e is where a start that fails is logged', async () => {
    const log = join(directory, 'first.log');
    const run = await runCli(['proxy', '-c', plain('nonsense 1;'), '-e', log]);
    expect(run.code).toBe(2);
    expect(readFileSync(log, 'utf8')).toMatch(
      /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[emerg\] (\d+)#\1: "nonsense" is not supported in .*:1:1\n$/,
    );
  });

  test.each([
    [
      'error_log none/here.log;',
      'open() "DIR/none/here.log" failed (2: No such file or directory)',
    ],
    ['error_log a.log loud;', 'invalid value "loud"'],
    ['error_log syslog:server=127.0.0.1;', '"error_log to what is no file" is not supported'],
    ['daemon maybe;', 'invalid value "maybe"'],
  ])('-t refuses %s', async (main, message) => {
    const { code, stderr } = await runCli(['proxy', '-t', '-c', plain(main)]);
    expect(code).toBe(2);
    expect(stderr).toContain(message.replace('DIR', directory));
  });

  test.runIf(nginxIsHere())(
    'a log that cannot be opened is refused in the words of nginx',
    async () => {
      const file = plain('error_log none/here.log;');
      const nginx = spawnSync('nginx', ['-t', '-c', file, '-p', directory, '-e', 'stderr'], {
        encoding: 'utf8',
      });
      const words = /open\(\) ".*here\.log" failed \(.*\)/;
      const { stderr } = await runCli(['proxy', '-t', '-c', file]);
      expect(words.exec(stderr)?.[0]).toBe(words.exec(nginx.stderr)?.[0]);
    },
  );
});

describe('daemon on', () => {
  test('serves in the background when the command has ended', async () => {
    const file = plain('daemon on; pid daemon.pid; error_log daemon.log notice;');
    expect(await runCli(['proxy', '-c', file])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const pidFile = join(directory, 'daemon.pid');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    onTestFinished(() => {
      if (existsSync(pidFile)) process.kill(pid, 'SIGKILL');
    });
    const wire = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const { bytes } = await exchange(front, 8000, wire);
    expect(bytes.toString()).toMatch(/^HTTP\/1\.1 200 OK/);
    expect((await runCli(['proxy', '-c', file, '-s', 'stop'])).code).toBe(0);
    while (existsSync(pidFile)) await delay(20);
    expect(readFileSync(join(directory, 'daemon.log'), 'utf8')).toContain(
      'signal 15 (SIGTERM) received, exiting',
    );
  });

  test('a start that fails is said by the command itself', async () => {
    const first = startCli(['proxy', '-c', plain()]);
    onTestFinished(async () => {
      first.child.kill('SIGTERM');
      await first.finished;
    });
    await first.printed(/listening on/);
    const file = plain('daemon on; pid daemon.pid; error_log daemon.log;');
    const { code, stderr } = await runCli(['proxy', '-c', file]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${front}:8000 is in use`);
  });
});
