import { expect, test } from 'vitest';
import { startCli } from '../support/cli.js';

test('a reader that has gone, as head does, breaks nothing', async () => {
  const { child, finished } = startCli(['capacity', 'scenarios/local-proxy/nginx.conf']);
  child.stdout?.destroy();
  const { code, stderr } = await finished;
  expect(stderr).toBe('');
  expect(code).toBe(0);
});
