import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostFacts } from '../../../../src/model/facts.js';
import { applyDiff } from '../../../support/apply-diff.js';
import { fixDiff } from '../../../support/fix-diff.js';
import { CASES } from './cases.js';
import { examine, FACTS } from './examine.js';

const upstream = (inner: string) =>
  `events { }\nhttp {\n  upstream u {\n${inner}\n  }\n  server {\n    listen 127.0.0.1:18970;\n    location / { proxy_pass http://u; }\n  }\n}\n`;

/** Ways to write an upstream; a mend must find its place in each. */
const UPSTREAMS = {
  'a method below': upstream('    server 127.0.0.1:1;\n    least_conn;'),
  'a method with arguments': upstream('    hash $uri consistent;\n    server 127.0.0.1:1;'),
  'keepalive above the method': upstream('    keepalive 4;\n    ip_hash;\n    server 127.0.0.1:1;'),
  'keepalive above on the same line': upstream('    keepalive 4; random two; server 127.0.0.1:1;'),
  'keepalive above, last': upstream('    server 127.0.0.1:1; keepalive 4;\n    least_conn; # why'),
  'keepalive settings': upstream(
    '    keepalive 4;\n    keepalive_timeout 5s;\n    least_conn;\n    server 127.0.0.1:1;',
  ),
  'a comment at the end': upstream('    server 127.0.0.1:1; # the only one\n    # no more'),
  'one line': upstream('server 127.0.0.1:1;'),
  tabs: upstream('\t\tleast_conn;\n\t\tserver 127.0.0.1:1;'),
  'a backup before the method': upstream(
    '    server 127.0.0.1:1;\n    server 127.0.0.1:2 backup;\n    keepalive 2;\n    least_conn;',
  ),
  'two methods': upstream(
    '    keepalive 2;\n    least_conn;\n    server 127.0.0.1:1;\n    ip_hash;',
  ),
  'carriage returns': upstream('    least_conn;\n    server 127.0.0.1:1;').replaceAll('\n', '\r\n'),
} satisfies Record<string, string>;

const FILES = [
  'test/field',
  'test/config/nginx/fixtures',
  'test/cli/fixtures',
  'scenarios',
].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.conf'))
    .map((name) => join(folder, name)),
);

const CONFIGURATIONS: [string, string, Partial<HostFacts>][] = [
  ...Object.entries(UPSTREAMS).map(([name, text]) => [name, text, {}] as [string, string, object]),
  ...Object.entries(CASES).flatMap(([code, { bad, good, facts = {} }]) => [
    [`${code}, bad`, bad, facts] as [string, string, object],
    [`${code}, good`, good, facts] as [string, string, object],
  ]),
  ...FILES.map((file) => [file, readFileSync(file, 'utf8'), {}] as [string, string, object]),
];

const findingsOf = (text: string, facts: Partial<HostFacts>) =>
  examine({ 'nginx.conf': text }, { ...FACTS, ...facts });

/** The text after --fix, and the codes of the mended findings. */
function mend(text: string, facts: Partial<HostFacts>) {
  const findings = findingsOf(text, facts);
  const diff = fixDiff(findings, () => text);
  const codes = findings.flatMap(({ code, edits }) => (edits ? [code] : []));
  return { mended: diff === '' ? text : applyDiff(text, diff), codes };
}

describe('what --fix prints, applied and read again', () => {
  it.each(CONFIGURATIONS)('leaves nothing of what it mends: %s', (_name, text, facts) => {
    const { mended, codes } = mend(text, facts);
    const left = findingsOf(mended, facts).map(({ code }) => code);
    expect(left.filter((code) => codes.includes(code))).toEqual([]);
  });
});

const missing = spawnSync('nginx', ['-v']).error !== undefined;

describe.skipIf(missing && !process.env.TIDEGATE_REQUIRE_REAL)('nginx -t', () => {
  let prefix = '';
  beforeAll(() => {
    prefix = mkdtempSync(join(tmpdir(), 'tidegate-fix-'));
    mkdirSync(join(prefix, 'logs'));
  });
  afterAll(() => rmSync(prefix, { recursive: true, force: true }));

  /** The output of nginx; null = it refuses the file. */
  const said = (text: string): string | null => {
    const file = join(prefix, 'nginx.conf');
    writeFileSync(file, text);
    const globals = `pid ${prefix}/pid; error_log stderr;`;
    const run = spawnSync('nginx', ['-t', '-p', prefix, '-c', file, '-g', globals], {
      encoding: 'utf8',
    });
    return run.status === 0 ? run.stderr : null;
  };

  it('accepts what it accepted before, and warns of no method that undoes keepalive', () => {
    const accepted = CONFIGURATIONS.flatMap(([name, text, facts]) => {
      const { mended } = mend(text, facts);
      if (mended === text || said(text) === null) return [];
      return [[name, said(mended)] as const];
    });
    expect(accepted.length).toBeGreaterThan(10);
    for (const [name, output] of accepted) {
      // With two methods in the input, nginx uses the last one and warns.
      if (name === 'two methods') expect(output).not.toBeNull();
      else expect([name, output]).toEqual([name, expect.not.stringContaining('redefined')]);
    }
  });
});
