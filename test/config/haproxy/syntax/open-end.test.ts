import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lintHaproxyFile } from '../../../../src/cli/actions/lint-haproxy.js';
import type { HostFacts } from '../../../../src/model/facts.js';

const directory = mkdtempSync(join(tmpdir(), 'tidegate-open-end-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const required = process.env.TIDEGATE_REQUIRE_REAL === '1';
const installed = required || spawnSync('haproxy', ['-v']).status === 0;

const TEXT =
  'global\n maxconn 9\ndefaults\n timeout connect 1s\n timeout client 1s\n timeout server 1s\nlisten l\n bind 127.0.0.1:8080\n server a 127.0.0.1:81\n';
const clients = { local: false, addresses: null, range: [32_768, 60_999], ports: [] } as const;

function fileOf(text: string): string {
  const file = join(directory, 'haproxy.cfg');
  writeFileSync(file, text);
  return file;
}

function found(text: string, haproxy?: string) {
  const facts: HostFacts = {
    schema: 'tidegate.facts/1',
    ...(haproxy !== undefined && { proxyVersions: { haproxy } }),
  };
  return lintHaproxyFile(fileOf(text), facts, clients).filter(
    ({ code }) => code === 'HAPROXY_WILL_NOT_START',
  );
}

const OPEN: readonly (readonly [what: string, text: string, line: number])[] = [
  ['a server', TEXT.trimEnd(), 9],
  ['a comment', `${TEXT}# end`, 10],
  ['blanks', `${TEXT}  `, 10],
  ['a carriage return', `${TEXT}# end\r`, 10],
];

describe.each(OPEN)('a last line without a line feed: %s', (_, text, line) => {
  it('keeps HAProxy from starting from 2.3 on', () => {
    expect(found(text, '2.6.12')).toMatchObject([
      { severity: 'error', place: { line }, mend: 'End the file with a line feed.' },
    ]);
    expect(found(text)).toMatchObject([{ severity: 'error' }]);
    expect(found(text, '2.2.9')).toMatchObject([{ severity: 'warning', place: { line } }]);
  });

  it.runIf(installed)('is refused by the HAProxy that is here', () => {
    expect(spawnSync('haproxy', ['-c', '-f', fileOf(text)]).status).toBe(1);
  });
});

it('is nothing where the file ends with one', () => {
  expect(found(TEXT)).toEqual([]);
  expect(found(`${TEXT}\n\n`)).toEqual([]);
});
