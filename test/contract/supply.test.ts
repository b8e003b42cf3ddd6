import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

interface Manifest {
  readonly version: string;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const read = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;
const { packages } = read<{ packages: Readonly<Record<string, Locked>> }>('package-lock.json');
const manifest = read<Manifest>('package.json');

/** What an installation without development packages has on Linux: its platform's binaries only. */
const PRODUCTION = Object.entries(packages).filter(
  ([path, { dev, os = ['linux'], cpu = ['x64'] }]) =>
    path !== '' && !dev && os.includes('linux') && cpu.includes('x64'),
);
/** It may fall. */
const MOST_PACKAGES = 69;

describe('what comes with an installation', () => {
  test('is no more than the README says, and that is no more than it was', () => {
    const [, said] = /It installs (\d+) packages/.exec(readFileSync('README.md', 'utf8')) ?? [];
    expect(PRODUCTION).toHaveLength(Number(said));
    expect(PRODUCTION.length).toBeLessThanOrEqual(MOST_PACKAGES);
  });

  test('is pinned by hash', () => {
    const loose = PRODUCTION.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''));
    expect(loose).toEqual([]);
  });

  test('has no compiler in it', () => {
    const names = PRODUCTION.map(([path]) => path);
    expect(names.filter((path) => /typescript|\/tsc?$/.test(path))).toEqual([]);
  });

  test('has its native part in one version, whose risk SECURITY names', () => {
    const { koffi } = manifest.optionalDependencies;
    expect(koffi).toMatch(/^\d+\.\d+\.\d+$/);
    expect(packages['node_modules/koffi']?.version).toBe(koffi);
    expect(readFileSync('SECURITY.md', 'utf8')).toContain(`koffi ${koffi}`);
  });
});

interface Component {
  readonly name: string;
  readonly hashes?: unknown;
  readonly properties: readonly { readonly name: string }[];
}

describe('the bill of materials of a release', () => {
  let components: readonly Component[];
  beforeAll(() => {
    const text = execFileSync('npm', ['run', '--silent', 'sbom'], { encoding: 'utf8' });
    components = (JSON.parse(text) as { components: Component[] }).components;
  });
  const production = PRODUCTION.map(([path]) => path.replace(/^.*node_modules\//, ''));

  test('lists every package of the installation, with its hash', () => {
    const listed = new Set(components.map(({ name }) => name));
    expect(production.filter((name) => !listed.has(name))).toEqual([]);
    expect(components.filter(({ hashes }) => !hashes)).toEqual([]);
  });

  test('marks what is for development only', () => {
    const marked = components
      .filter(({ properties }) =>
        properties.some(({ name }) => name === 'cdx:npm:package:development'),
      )
      .map(({ name }) => name);
    expect(marked).toEqual(expect.arrayContaining(['vitest', 'fast-check']));
    expect(production.filter((name) => marked.includes(name))).toEqual([]);
  });
});
