import { expect, test } from 'vitest';
import { invocation } from '../../src/cli/invocation.js';

const called = (script: string, env: Record<string, string> = {}, cwd = '/home/me/tidegate') =>
  invocation({ argv: ['/usr/bin/node', script], env, cwd: () => cwd });

test('by its name, from a folder on the PATH', () => {
  expect(called('/usr/local/bin/tidegate', { PATH: '/usr/bin:/usr/local/bin' })).toBe('tidegate');
});

test('by npx, wherever that found it', () => {
  const env = { PATH: '/home/me/site/node_modules/.bin:/usr/bin' };
  expect(called('/home/me/site/node_modules/.bin/tidegate', env)).toBe('npx tidegate');
});

test('by node, from a clone', () => {
  expect(called('/home/me/tidegate/bin/tidegate.js')).toBe('node bin/tidegate.js');
});

test('by node, from elsewhere', () => {
  expect(called('/home/me/tidegate/bin/tidegate.js', {}, '/tmp')).toBe(
    'node /home/me/tidegate/bin/tidegate.js',
  );
  expect(called('/home/me/my tools/tidegate.js', {}, '/tmp')).toBe(
    'node "/home/me/my tools/tidegate.js"',
  );
});
