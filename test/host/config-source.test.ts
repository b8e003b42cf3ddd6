import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { diskSource } from '../../src/host/config-source.js';

const directory = mkdtempSync(join(tmpdir(), 'tidegate-glob-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
for (const file of ['a/one.conf', 'a/two.conf', 'a/.hidden.conf', 'b/one.conf', 'b/x(1).conf']) {
  mkdirSync(join(directory, file, '..'), { recursive: true });
  writeFileSync(join(directory, file), '');
}

it.each([
  ['a/*.conf', ['a/one.conf', 'a/two.conf']],
  ['*/one.conf', ['a/one.conf', 'b/one.conf']],
  ['a/.*.conf', ['a/.hidden.conf']],
  ['a/t?o.conf', ['a/two.conf']],
  ['[!a]/[a-o]*.conf', ['b/one.conf']],
  ['b/x(*).conf', ['b/x(1).conf']],
  ['nowhere/*.conf', []],
])('%s', (pattern, found) => {
  expect(diskSource.glob(join(directory, pattern))).toEqual(
    found.map((one) => join(directory, one)),
  );
});
