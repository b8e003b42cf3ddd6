import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { diskSource } from '../../../src/host/files/config-source.js';

const directory = mkdtempSync(join(tmpdir(), 'tidegate-glob-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
for (const file of ['a/one.conf', 'a/two.conf', 'a/.hidden.conf', 'b/one.conf', 'b/x(1).conf']) {
  mkdirSync(join(directory, file, '..'), { recursive: true });
  writeFileSync(join(directory, file), '');
}

mkdirSync(join(directory, 'links'));
symlinkSync('circle', join(directory, 'links', 'circle'));
symlinkSync('nothing', join(directory, 'links', 'nothing'));

it.each([
  ['a/*.conf', ['a/one.conf', 'a/two.conf']],
  ['*/one.conf', ['a/one.conf', 'b/one.conf']],
  ['a/.*.conf', ['a/.hidden.conf']],
  ['a/t?o.conf', ['a/two.conf']],
  ['[!a]/[a-o]*.conf', ['b/one.conf']],
  ['b/x(*).conf', ['b/x(1).conf']],
  ['nowhere/*.conf', []],
  ['a/[z-a]*.conf', []],
  ['a/[[t]wo.*', ['a/two.conf']],
  ['a/[^o]*', ['a/two.conf']],
  ['a/\\two.*', ['a/two.conf']],
  ['a/*[', []],
  ['links/*', []],
  [`a/${'*o'.repeat(30)}*x`, []],
])('%s', (pattern, found) => {
  expect(diskSource.glob(join(directory, pattern))).toEqual(
    found.map((one) => join(directory, one)),
  );
});

it('gives up many stars at once', () => {
  const long = `${'a'.repeat(200)}.conf`;
  writeFileSync(join(directory, 'b', long), '');
  expect(diskSource.glob(join(directory, 'b', `${'*a'.repeat(40)}*b`))).toEqual([]);
});

it('reads no more than a configuration can be', () => {
  expect(() => diskSource.read('/dev/zero')).toThrow('EFBIG: it is larger than 32 MB');
  expect(() => diskSource.read(directory)).toThrow('EISDIR');
});
