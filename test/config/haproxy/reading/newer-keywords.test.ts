import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { HostFacts } from '../../../../src/model/facts.js';
import { examineHaproxy } from '../lint/examine.js';

const required = process.env.TIDEGATE_REQUIRE_REAL === '1';
const version = spawnSync('haproxy', ['-v'], { encoding: 'utf8' }).stdout ?? '';
const is26 = / 2\.6\./.test(version);
const directory = mkdtempSync(join(tmpdir(), 'tidegate-newer-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

type Place = 'global' | 'listen' | 'section';
/** Lines, and the version that introduced their keyword. */
const NEWER: readonly (readonly [where: Place, line: string, name: string, from: string])[] = [
  ['section', 'acme a', 'acme', '3.2'],
  ['section', 'cache c\n total-max-size 4', 'cache', '1.8'],
  ['section', 'crt-store c', 'crt-store', '3.0'],
  ['section', 'fcgi-app a\n docroot /', 'fcgi-app', '2.1'],
  ['section', 'healthcheck h', 'healthcheck', '3.4'],
  ['section', 'http-errors e', 'http-errors', '2.2'],
  ['section', 'log-forward l', 'log-forward', '2.3'],
  ['section', 'log-profile p', 'log-profile', '3.1'],
  ['section', 'ring r\n size 1000000', 'ring', '2.2'],
  ['section', 'traces', 'traces', '3.1'],
  ['global', 'anonkey 5', 'anonkey', '2.7'],
  ['global', 'cluster-secret x', 'cluster-secret', '2.6'],
  ['global', 'cpu-policy none', 'cpu-policy', '3.2'],
  ['global', 'default-path current', 'default-path', '2.4'],
  ['global', 'expose-deprecated-directives', 'expose-deprecated-directives', '3.0'],
  ['global', 'fd-hard-limit 99999', 'fd-hard-limit', '2.6'],
  ['global', 'key-base /', 'key-base', '3.0'],
  ['global', 'numa-cpu-mapping', 'numa-cpu-mapping', '2.4'],
  ['global', 'no numa-cpu-mapping', 'numa-cpu-mapping', '2.4'],
  ['global', 'prealloc-fd', 'prealloc-fd', '2.8'],
  ['global', 'set-var-fmt proc.x x', 'set-var-fmt', '2.5'],
  ['global', 'stats-file /x', 'stats-file', '3.0'],
  ['global', 'tune.listener.default-shards by-thread', 'tune.listener.default-shards', '2.8'],
  ['global', 'zero-warning', 'zero-warning', '2.2'],
  ['listen', 'bind 127.0.0.1:82 shards 2', 'shards', '2.5'],
  ['listen', 'bind 127.0.0.1:82 guid-prefix x', 'guid-prefix', '3.0'],
  ['listen', 'clitcpka-cnt 3', 'clitcpka-cnt', '2.3'],
  ['listen', 'error-log-format x', 'error-log-format', '2.5'],
  ['listen', 'guid x', 'guid', '3.0'],
  ['listen', 'hash-preserve-affinity always', 'hash-preserve-affinity', '3.2'],
  ['listen', 'http-error status 400', 'http-error', '2.2'],
  ['listen', 'log-steps any', 'log-steps', '3.1'],
  ['listen', 'option forwarded', 'option forwarded', '2.8'],
  ['listen', 'option httpslog', 'option httpslog', '2.5'],
  ['listen', 'retry-on conn-failure', 'retry-on', '2.0'],
  ['listen', 'server b 127.0.0.1:83 init-state up', 'init-state', '3.1'],
  ['listen', 'default-server guid x', 'guid', '3.0'],
  ['listen', 'timeout client-hs 1s', 'timeout client-hs', '2.9'],
];

const LISTEN =
  'defaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\nlisten l\n bind 127.0.0.1:80\n server a 127.0.0.1:81\n';
const textOf = (where: Place, line: string) =>
  where === 'global'
    ? `global\n ${line}\n${LISTEN}`
    : `${LISTEN}${where === 'listen' ? ' ' : ''}${line}\n`;

const starts = (text: string, haproxy?: string) => {
  const facts: HostFacts = {
    schema: 'tidegate.facts/1',
    ...(haproxy !== undefined && { proxyVersions: { haproxy } }),
  };
  return examineHaproxy(text, facts).filter(({ code }) => code === 'HAPROXY_WILL_NOT_START');
};

describe('a keyword that HAProxy does not have yet', () => {
  it.each(NEWER)('of %s: %j keeps it from starting', (where, line, name, from) => {
    const text = textOf(where, line);
    expect(starts(text, '1.5.19')).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        message: `HAProxy before ${from} does not start with "${name}": here it is 1.5.19`,
        mend: `Leave it out, or use HAProxy ${from} or later.`,
      }),
    );
    expect(starts(text, `${from}.0`)).toEqual([]);
    // Without a known version nothing is reported.
    expect(starts(text)).toEqual([]);
  });

  it('is none where it is a value', () => {
    expect(starts(`${LISTEN} server b 127.0.0.1:83 cookie guid\n`, '2.6.12')).toEqual([]);
    expect(starts(`${LISTEN} server guid 127.0.0.1:83\n`, '2.6.12')).toEqual([]);
    expect(starts(`${LISTEN} acl shards path /\n`, '2.2.0')).toEqual([]);
  });
});

it.runIf(is26 || required)('is known to the real HAProxy 2.6 where it is not newer', () => {
  const refused = NEWER.filter(([where, line]) => {
    const file = join(directory, 'haproxy.cfg');
    writeFileSync(file, textOf(where, line));
    const { status, stderr } = spawnSync('haproxy', ['-c', '-f', file], { encoding: 'utf8' });
    return status !== 0 && /unknown|supports 'client'/.test(stderr);
  });
  const isNewer = (from: string) => /^(?:3\.|2\.[789])/.test(from);
  expect(refused).toEqual(NEWER.filter(([, , , from]) => isNewer(from)));
});
