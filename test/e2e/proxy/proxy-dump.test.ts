import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../support/cli.js';
import { loopback } from '../../support/loopback.js';

let directory = '';
let file = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidegate-dump-'));
  file = join(directory, 'nginx.conf');
  writeFileSync(file, `pid ${directory}/x.pid;\nevents { }\nhttp { include servers/*; }\n`);
  mkdirSync(join(directory, 'servers'));
  // With and without a newline at the end: both are printed as nginx prints them.
  for (const [name, end] of Object.entries({ a: '', b: '\n' })) {
    const server = `server { listen ${loopback(61)}:8000; server_name ${name}; return 200 ok; }`;
    writeFileSync(join(directory, 'servers', name), `${server}${end}`);
  }
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const nginxThere = spawnSync('nginx', ['-v']).error === undefined;

describe('-T', () => {
  test('prints every file in the order it was read', async () => {
    const { code, stdout } = await runCli(['proxy', '-T', '-c', file]);
    expect(code).toBe(0);
    const names = [...stdout.matchAll(/^# configuration file (.*):$/gm)].map(([, name]) => name);
    expect(names).toEqual([file, join(directory, 'servers/a'), join(directory, 'servers/b')]);
  });

  test.runIf(nginxThere)('says what nginx says', async () => {
    const nginx = spawnSync('nginx', ['-T', '-e', 'stderr', '-c', file], { encoding: 'utf8' });
    const tidegate = await runCli(['proxy', '-T', '-c', file]);
    expect(tidegate.stdout).toBe(nginx.stdout);
    expect(tidegate.stderr.replaceAll('tidegate: ', 'nginx: ')).toBe(nginx.stderr);
  });

  test('with -q prints the files alone, and -tq nothing', async () => {
    expect((await runCli(['proxy', '-Tq', '-c', file])).stderr).toBe('');
    const silent = await runCli(['proxy', '-tq', '-c', file]);
    expect(silent).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });
});
