import { expect, it } from 'vitest';
import { parseWithIncludes } from '../../../src/config/nginx/include.js';
import { memorySource } from '../../support/memory-source.js';
import { refusalOf } from '../../support/refusal.js';

const files = memorySource({
  '/etc/main.conf': 'a;\ninclude sub/one.conf;\nb { include sub/[ot]*.conf; }',
  '/etc/sub/one.conf': 'one;',
  '/etc/sub/two.conf': 'include sub/one.conf; two;',
  '/etc/loop.conf': 'x;\ninclude sub/loop.conf;',
  '/etc/sub/loop.conf': 'include loop.conf;',
  '/etc/missing.conf': 'include nowhere.conf;',
  '/etc/none.conf': 'include conf.d/*.conf;',
  '/etc/bare.conf': 'include;',
});

const names = (file: string) =>
  parseWithIncludes(file, files).map((one) => [
    one.name,
    one.place.file,
    ...(one.body ?? []).map((inner) => inner.name),
  ]);

it('stands in place of the include, relative to the main file', () => {
  expect(names('/etc/main.conf')).toEqual([
    ['a', '/etc/main.conf'],
    ['one', '/etc/sub/one.conf'],
    ['b', '/etc/main.conf', 'one', 'one', 'two'],
  ]);
});

it('takes a pattern that matches nothing', () => {
  expect(names('/etc/none.conf')).toEqual([]);
});

it.each([
  [
    '/etc/loop.conf',
    'CONFIG_INCLUDE_LOOP /etc/sub/loop.conf:1:9 /etc/loop.conf includes itself: ' +
      '/etc/loop.conf -> /etc/sub/loop.conf -> /etc/loop.conf',
  ],
  [
    '/etc/missing.conf',
    'CONFIG_INCLUDE_MISSING /etc/missing.conf:1:9 cannot include /etc/nowhere.conf: no such file',
  ],
  ['/etc/bare.conf', 'CONFIG_ARGUMENTS /etc/bare.conf:1:1 "include" takes one file or pattern'],
  ['/etc/gone.conf', 'CONFIG_NOT_READABLE cannot read /etc/gone.conf: no such file'],
])('refuses %s', (file, refusal) => {
  expect(refusalOf(() => parseWithIncludes(file, files))).toBe(refusal);
});
