import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

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
const SECURITY = readFileSync('SECURITY.md', 'utf8');

/** What an installation without development packages has on Linux: only the binaries of its platform. */
const PRODUCTION = Object.entries(packages).filter(
  ([path, { dev, os = ['linux'], cpu = ['x64'] }]) =>
    path !== '' && !dev && os.includes('linux') && cpu.includes('x64'),
);
/** The number may fall. */
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
    expect(SECURITY).toContain(`koffi ${koffi}`);
  });

  test('has its native part called from where SECURITY says, and from nowhere else', () => {
    const callers = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
      (file) =>
        file.endsWith('.ts') && readFileSync(`src/${file}`, 'utf8').includes("import('koffi')"),
    );
    const [, said = ''] = /All calls\s+are\s+in\s+([^;]+),\s+with\s/.exec(SECURITY) ?? [];
    const places = [...said.matchAll(/`src\/(.+?)`/g)].map(([, place = '']) => place);
    expect(callers.filter((file) => !places.some((place) => file.startsWith(place)))).toEqual([]);
    expect(places.filter((place) => !callers.some((file) => file.startsWith(place)))).toEqual([]);
  });
});

test('every action of a workflow is pinned by commit, and its version stands beside it', () => {
  const uses = readdirSync('.github/workflows').flatMap((file) =>
    readFileSync(`.github/workflows/${file}`, 'utf8')
      .split('\n')
      .filter((line) => line.includes('uses:')),
  );
  expect(uses.length).toBeGreaterThan(0);
  expect(uses.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});
