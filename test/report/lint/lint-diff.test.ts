import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NginxLintCode } from '../../../src/model/lint.js';
import { CASES } from '../../config/nginx/lint/cases.js';
import { examine, FACTS } from '../../config/nginx/lint/examine.js';
import { fixDiff } from '../../support/fix-diff.js';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidegate-lint-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const FRAGMENT = readFileSync('test/config/nginx/fixtures/local-proxy.conf', 'utf8');

function diffOf(text: string, facts = FACTS): string {
  const findings = examine({ 'nginx.conf': text }, facts);
  return fixDiff(findings, () => text);
}

/** The text after a system tool has applied the diff. */
function applied(text: string, diff: string, tool: readonly [string, ...string[]]): string {
  const file = join(directory, 'nginx.conf');
  writeFileSync(file, text);
  const [command, ...args] = tool;
  const { status, stderr, error } = spawnSync(command, args, {
    cwd: directory,
    input: diff,
    encoding: 'utf8',
  });
  expect({ status, stderr, error }).toEqual({ status: 0, stderr: '', error: undefined });
  return readFileSync(file, 'utf8');
}

const GIT = ['git', 'apply', '-p0'] as const;

/** Rules with only one possible mend. */
const MENDABLE: readonly NginxLintCode[] = [
  'TRY_FILES_NO_SLASH',
  'OPEN_FILE_CACHE_HIDES_FLIP',
  'HEALTH_CHECK_WITHOUT_ZONE',
  'HEALTH_MATCH_NO_STATUS',
  'DRAIN_TIMEOUT_MISSING',
  'LINGERING_CLOSE_OFF',
  'RETRY_NON_IDEMPOTENT',
  'KEEPALIVE_MISSING',
  'KEEPALIVE_UNUSED',
  'UPGRADE_LOST',
  'MAP_UNREACHABLE_SOURCE',
  'MAP_UNEVEN',
  'MAP_LAST_DIGIT',
  'MAX_CONNS_WITHOUT_ZONE',
  'WORKER_CONNECTIONS_TOO_FEW',
  'NOFILE_BELOW_WORKER_CONNECTIONS',
  'BYTE_ORDER_MARK',
  'KEEPALIVE_ABOVE_METHOD',
];

describe('applied, it takes the finding away and brings no graver one', () => {
  it.each(MENDABLE)('%s', (code) => {
    const { bad, facts } = CASES[code];
    const known = { ...FACTS, ...facts };
    const before = examine({ 'nginx.conf': bad }, known);
    const mended = applied(bad, diffOf(bad, known), GIT);
    const after = examine({ 'nginx.conf': mended }, known).map((finding) => finding.code);
    expect(after).not.toContain(code);
    const codes = before.map((finding) => finding.code);
    expect(after.filter((one) => !codes.includes(one))).toEqual([]);
    for (const finding of before) if (finding.edits) expect(after).not.toContain(finding.code);
  });

  it('and no other rule has a mend that is not tested here', () => {
    const mended = Object.values(CASES).flatMap(({ bad, facts }) =>
      examine({ 'nginx.conf': bad }, { ...FACTS, ...facts }).flatMap(({ code, edits }) =>
        edits ? [code] : [],
      ),
    );
    expect([...new Set(mended)].sort()).toEqual([...MENDABLE].sort());
  });
});

describe('as text', () => {
  it('keeps indentation, joins what is near and leaves the rest', () => {
    const text = [
      'location /health_check/ {',
      "\ttry_files 'maintaining.html' @backend;",
      '}',
      ...Array.from({ length: 9 }, (_, i) => `# ${i}`),
      'upstream app { server 10.0.0.1:80; }',
      'server {',
      '    listen 80;',
      '    location / {',
      '        proxy_pass http://app;',
      '    }',
      '}',
    ].join('\n');
    expect(diffOf(`${text}\n`.replace(/^/, 'server {\n').replace('}\n# 0', '}\n}\n# 0'))).toBe(
      [
        '--- nginx.conf',
        '+++ nginx.conf',
        '@@ -1,6 +1,6 @@',
        ' server {',
        ' location /health_check/ {',
        "-\ttry_files 'maintaining.html' @backend;",
        "+\ttry_files '/maintaining.html' @backend;",
        ' }',
        ' }',
        ' # 0',
        '@@ -12,10 +12,12 @@',
        ' # 6',
        ' # 7',
        ' # 8',
        '-upstream app { server 10.0.0.1:80; }',
        '+upstream app { server 10.0.0.1:80; keepalive 32; }',
        ' server {',
        '     listen 80;',
        '     location / {',
        '+        proxy_http_version 1.1;',
        '+        proxy_set_header Connection "";',
        '         proxy_pass http://app;',
        '     }',
        ' }',
        '',
      ].join('\n'),
    );
  });

  it('says where a file ends without a newline', () => {
    const text = 'location / { try_files a @b; }';
    expect(diffOf(text)).toBe(
      `--- nginx.conf\n+++ nginx.conf\n@@ -1,1 +1,1 @@\n-${text}\n\\ No newline at end of file\n+location / { try_files /a @b; }\n\\ No newline at end of file\n`,
    );
    expect(applied(text, diffOf(text), GIT)).toBe('location / { try_files /a @b; }');
  });

  it('is nothing where there is nothing to mend', () => {
    expect(diffOf('server { listen 80; return 200; }\n')).toBe('');
  });

  it.each([
    ['CRLF', FRAGMENT.replaceAll('\n', '\r\n')],
    ['no newline at the end', FRAGMENT.trimEnd()],
    ['on one line', FRAGMENT.replaceAll(/#.*/g, '').replaceAll('\n', ' ').trim()],
  ])('applies to a fragment with %s', (_, text) => {
    const mended = applied(text, diffOf(text), GIT);
    const codes = examine({ 'nginx.conf': mended }).map((finding) => finding.code);
    expect(codes).toEqual(['MAX_CONNS_ABOVE_PORTS', 'MAX_CONNS_BELOW_SOURCES']);
  });

  const noPatch = spawnSync('patch', ['--version']).status !== 0;
  it.skipIf(noPatch)('applies with patch -p0', () => {
    expect(applied(FRAGMENT, diffOf(FRAGMENT), ['patch', '-p0', '--silent'])).toBe(
      applied(FRAGMENT, diffOf(FRAGMENT), GIT),
    );
  });
});
