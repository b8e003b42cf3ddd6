import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { BenchReport } from '../../src/model/bench.js';
import type { RunResult } from '../../src/model/run-result.js';
import { renderBenchText } from '../../src/report/bench/bench-text.js';
import { renderRunText } from '../../src/report/run/run-text.js';
import { layoutWith } from '../support/layout.js';
import { runMain } from '../support/run-main.js';

/** Measured once, on the machine whose facts are in the same folder. */
const RECORDS = 'reports/records';

/** What must follow each `<!-- output: COMMAND -->` of the README. */
const OUTPUTS: Readonly<Record<string, () => Promise<string>>> = {
  'tidegate capacity scenarios/local-proxy/nginx.conf --clients local:1': async () => {
    const config = 'scenarios/local-proxy/nginx.conf';
    const facts = `${RECORDS}/host.facts.json`;
    // systemd's default limits for a service; a shell in a container has others.
    const nofile = ['--nofile', '1024:524288'];
    const given = ['--clients', 'local:1', '--facts', facts, ...nofile];
    const run = await runMain('capacity', config, ...given);
    return run.stdout;
  },
  'tidegate run maintenance': async () => {
    const record = readFileSync(`${RECORDS}/maintenance.run.json`, 'utf8');
    return renderRunText(JSON.parse(record) as RunResult, layoutWith());
  },
  'tidegate bench http://127.0.0.1:18080 -c 50 -d 10s --warmup 1s --max p99=50ms': async () => {
    const record = readFileSync(`${RECORDS}/bench.json`, 'utf8');
    const { verdict, reasons, secondOpinion, thresholds, ...result } = JSON.parse(record);
    const report = { verdict, reasons, secondOpinion, thresholds, result } as BenchReport;
    return renderBenchText(report, layoutWith());
  },
};

const BLOCK = /<!-- output: (.+) -->\n(?:\n```text\n[\s\S]*?```\n)?/g;

test('the README shows real output', async () => {
  const readme = readFileSync('README.md', 'utf8');
  const commands = [...readme.matchAll(BLOCK)].map((match) => match[1] ?? '');
  expect(commands.sort()).toEqual(Object.keys(OUTPUTS).sort());
  const blocks = new Map<string, string>();
  for (const [command, output] of Object.entries(OUTPUTS)) blocks.set(command, await output());
  const real = readme.replace(
    BLOCK,
    (_block, command: string) =>
      `<!-- output: ${command} -->\n\n\`\`\`text\n$ ${command}\n${blocks.get(command)}\`\`\`\n`,
  );
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync('README.md', real);
  else expect(readme).toBe(real);
});
