import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/model/run-result.js';
import { loopbackBlock } from '../support/loopback.js';

/**
 * The package that `npm publish` would publish, installed into an empty project without install
 * scripts. npm takes the dependencies from its cache, where `npm ci` has put them, so no network is
 * needed. Its path contains a space, as users' paths may.
 */
const folder = mkdtempSync(join(tmpdir(), 'package test '));
const clone = join(folder, 'clone');
const project = join(folder, 'project');
const installed = join(project, 'node_modules/tidegate');

interface Manifest {
  readonly version: string;
  readonly files: readonly string[];
}
interface Component {
  readonly name: string;
  readonly hashes?: unknown;
  readonly properties: readonly { readonly name: string }[];
}

const REQUIRED = process.env.TIDEGATE_REQUIRE_REAL === '1';
let notCached = false;

const json = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;
const manifest = json<Manifest>('package.json');
const npm = (cwd: string, ...args: string[]): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const tidegate = (...args: string[]) =>
  promisify(execFile)(join(project, 'node_modules/.bin/tidegate'), args, { cwd: project });

beforeAll(() => {
  // Works on a copy: `prepack` writes files beside package.json, and a killed test would leave
  // them.
  for (const file of [...manifest.files, 'package.json', 'package-lock.json'])
    if (existsSync(file)) cpSync(file, join(clone, file), { recursive: true });
  npm(clone, 'run', '--silent', 'prepack');
  npm(clone, 'pack', '--ignore-scripts');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  const tarball = join(clone, `tidegate-${manifest.version}.tgz`);
  try {
    npm(project, 'install', '--ignore-scripts', '--offline', '--no-audit', '--no-fund', tarball);
  } catch (cause) {
    if (REQUIRED || !String(cause).includes('ENOTCACHED')) throw cause;
    notCached = true;
  }
}, 120_000);

beforeEach(({ skip }) => skip(notCached, "npm's cache lacks a dependency: npm ci fills it"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package in an empty project', () => {
  test('says its version', async () => {
    expect((await tidegate('--version')).stdout).toBe(`${manifest.version}\n`);
  });

  test('reckons and lints a configuration that it ships', async () => {
    const config = join(installed, 'scenarios/local-proxy/nginx.conf');
    const capacity = await tidegate('capacity', config, '--clients', 'local:1');
    expect(capacity.stdout).toMatch(/^End to end: [\d,]+ connections, bound by /m);
    const findings = await tidegate('lint', config).catch((failure: { stdout: string }) => failure);
    expect(findings.stdout).toContain('scenarios/local-proxy/nginx.conf');
  });

  test('runs a scenario, on the native engine where there is one', async () => {
    const shipped = readFileSync(join(installed, 'scenarios/hold-direct/scenario.yaml'), 'utf8');
    const quick = shipped.replace('for: 5s', 'for: 50ms').replace('[2s, 5s]', '[50ms, 90ms]');
    writeFileSync(join(project, 'quick.yaml'), quick);
    const args = ['--connections', '20', '--ramp', '50ms', '--loopback', loopbackBlock];
    await tidegate('run', 'quick.yaml', ...args, '--out', 'result.json');
    const { verdict, plan } = json<RunResult>(join(project, 'result.json'));
    expect(verdict).toBe('pass');
    expect(plan.engine).toBe(process.platform === 'linux' ? 'epoll' : 'node');
  });

  test('finds its scenarios by their names', async () => {
    const failed = await tidegate('run', 'hold-direct', '--rise', '2').catch((e: unknown) => e);
    expect(failed).toMatchObject({ stderr: expect.stringContaining('--rise needs --url') });
  });

  test('gives importers its package.json and nothing else', async () => {
    const script = `
      await import('tidegate/package.json', { with: { type: 'json' } });
      await import('tidegate/dist/cli/main.js').catch(({ code }) => console.log(code));`;
    const args = ['--no-warnings', '--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project });
    expect(stdout).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  });

  test('brings no sources, no tests and no deployments that are broken on purpose', () => {
    for (const left of ['src', 'test', 'scenarios/broken', '.github'])
      expect(existsSync(join(installed, left)), left).toBe(false);
  });
});

describe('its bill of materials', () => {
  const read = () => {
    const { components } = json<{ components: Component[] }>(join(installed, 'sbom.cdx.json'));
    const lock = json<{ packages: object }>(join(project, 'node_modules/.package-lock.json'));
    const names = Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, ''));
    return { components, production: names.filter((name) => name !== 'tidegate') };
  };

  test('lists every package that was installed, with its hash', () => {
    const { components, production } = read();
    const listed = new Set(components.map(({ name }) => name));
    expect(production.filter((name) => !listed.has(name))).toEqual([]);
    expect(components.filter(({ hashes }) => !hashes)).toEqual([]);
  });

  test('marks what is for development only', () => {
    const { components, production } = read();
    const marked = components
      .filter(({ properties }) =>
        properties.some(({ name }) => name === 'cdx:npm:package:development'),
      )
      .map(({ name }) => name);
    expect(marked).toEqual(expect.arrayContaining(['vitest', 'fast-check']));
    expect(production.filter((name) => marked.includes(name))).toEqual([]);
  });
});
