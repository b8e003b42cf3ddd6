import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TidegateError } from '../../../src/lib/errors.js';
import { inUsersWords } from '../../../src/run/targets/users-words.js';
import { runCli } from '../../support/cli.js';

describe('an error about a copy', () => {
  it('names the original, in every part of it', () => {
    const error = new TidegateError('CONFIG_NOT_READABLE', 'cannot read /tmp/x/conf/a.conf', {
      place: { file: '/tmp/x/conf/b.conf', line: 3, column: 1 },
      hint: 'See /tmp/x/conf/c.conf.',
      said: ['/tmp/x/conf/d.conf:1:1: wrong'],
      exitCode: 3,
    });
    expect(inUsersWords(error, '/tmp/x/conf', 'my')).toMatchObject({
      code: 'CONFIG_NOT_READABLE',
      message: 'cannot read my/a.conf',
      place: { file: 'my/b.conf', line: 3 },
      hint: 'See my/c.conf.',
      said: ['my/d.conf:1:1: wrong'],
      exitCode: 3,
    });
    const other = new Error('x');
    expect(inUsersWords(other, '/a', 'b')).toBe(other);
  });

  it('is what a scenario without one of its files ends with', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tidegate-missing-'));
    try {
      await cp('scenarios/maintenance', directory, { recursive: true });
      await rm(join(directory, 'backend-b.conf'));
      const { stderr } = await runCli(['run', join(directory, 'scenario.yaml')]);
      expect(stderr).toContain(`cannot read ${directory}/backend-b.conf`);
      expect(stderr).not.toContain('/conf/');
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
