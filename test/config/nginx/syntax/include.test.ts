import { expect, it } from 'vitest';
import { parseWithIncludes } from '../../../../src/config/nginx/syntax/include.js';
import { memorySource } from '../../../support/memory-source.js';
import { refusalOf } from '../../../support/refusal.js';

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
    'CONFIG_INCLUDE_CIRCULAR /etc/sub/loop.conf:1:9 /etc/loop.conf includes itself: ' +
      '/etc/loop.conf -> /etc/sub/loop.conf -> /etc/loop.conf',
  ],
  [
    '/etc/missing.conf',
    'CONFIG_INCLUDE_MISSING /etc/missing.conf:1:9 cannot include /etc/nowhere.conf: no such file',
  ],
  ['/etc/bare.conf', 'CONFIG_ARGUMENTS_BAD /etc/bare.conf:1:1 "include" takes one file or pattern'],
  ['/etc/gone.conf', 'CONFIG_NOT_READABLE cannot read /etc/gone.conf: no such file'],
])('refuses %s', (file, refusal) => {
  expect(refusalOf(() => parseWithIncludes(file, files))).toBe(refusal);
});

it('refuses files that include each other without end', () => {
  const chain = memorySource(
    Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [`/etc/${i}.conf`, `include ${i + 1}.conf;`]),
    ),
  );
  expect(refusalOf(() => parseWithIncludes('/etc/0.conf', chain))).toBe(
    'CONFIG_INCLUDE_TOO_DEEP /etc/100.conf:1:9 files include each other more than 100 deep',
  );
});

it('refuses a few files that include each other a billion times', () => {
  const doubling = memorySource(
    Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `/etc/${i}.conf`,
        `include ${i + 1}.conf; include ${i + 1}.conf;`,
      ]),
    ),
  );
  expect(
    refusalOf(() =>
      parseWithIncludes('/etc/0.conf', {
        ...doubling,
        read: (file) => (file === '/etc/40.conf' ? '' : doubling.read(file)),
      }),
    ),
  ).toContain('CONFIG_TOO_LARGE');
});

it('refuses blocks that are nested through includes', () => {
  const nested = memorySource(
    Object.fromEntries(
      Array.from({ length: 90 }, (_, i) => [`/etc/${i}.conf`, `a { include ${i + 1}.conf; }`]),
    ),
  );
  expect(refusalOf(() => parseWithIncludes('/etc/0.conf', nested))).toBe(
    'CONFIG_TOO_DEEP /etc/50.conf:1:1 blocks are nested more than 50 deep',
  );
});
