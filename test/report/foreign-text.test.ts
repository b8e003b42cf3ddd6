import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errorText } from '../../src/lib/errors.js';
import { mapStrings } from '../../src/lib/map-strings.js';
import { renderBenchText } from '../../src/report/bench/bench-text.js';
import { renderCapacityText } from '../../src/report/capacity/capacity-text.js';
import { renderFactsText } from '../../src/report/facts-text.js';
import { renderLintText } from '../../src/report/lint/lint-text.js';
import { renderProveText } from '../../src/report/prove/prove-text.js';
import { renderRunText } from '../../src/report/run/run-text.js';
import type { Layout } from '../../src/report/text/layout.js';
import { layoutWith } from '../support/layout.js';

const EVIL = '\x1b[2J\x9b1m\nFORGED: pass\r::error::forged \u202e\u2028';

/** Every text that could come from outside ends with what must not get through. */
function planted<T>(result: T): T {
  return mapStrings(result, (text) => (/[ ./:]/.test(text) ? `${text} ${EVIL} ${EVIL}` : text));
}

function stored(path: string): never {
  return planted(JSON.parse(readFileSync(path, 'utf8'))) as never;
}

function bench(layout: Layout): string {
  const { verdict, reasons, secondOpinion, thresholds, ...result } = stored(
    'reports/records/bench.json',
  ) as Record<string, unknown>;
  return renderBenchText({ verdict, reasons, secondOpinion, thresholds, result } as never, layout);
}

const PROVEN = {
  schema: 'tidegate.prove/1',
  kernel: '6.1 x',
  cases: [
    {
      name: 'late: a port for each tuple',
      portRange: [1, 2],
      sources: 1,
      destinations: 1,
      bind: 'late',
      reserved: '',
      listeners: [],
      predicted: { guaranteed: 2, max: 2 },
      measured: 2,
      agrees: true,
    },
  ],
  softCliff: null,
};

const RENDERERS: Readonly<Record<string, (layout: Layout) => string>> = {
  run: (layout) => renderRunText(stored('reports/records/maintenance.run.json'), layout),
  bench,
  capacity: (layout) => renderCapacityText(stored('test/golden/capacity-local-proxy.json'), layout),
  lint: (layout) => renderLintText(stored('test/golden/lint-local-proxy.json'), layout),
  facts: (layout) => renderFactsText(stored('reports/records/host.facts.json'), layout),
  prove: (layout) => renderProveText(planted(PROVEN) as never, layout),
  error: () =>
    errorText(
      planted({
        code: 'X',
        message: 'a message',
        hint: 'a hint',
        place: { file: '/etc/x', line: 1, column: 1 },
        said: ['a line', 'another line'],
      }),
    ),
};

describe.each(Object.entries(RENDERERS))('the text of %s', (_name, render) => {
  test.each([true, false])('obeys nothing that came from outside; colour: %s', (colour) => {
    const text = render(layoutWith({ colour, columns: 60 }));
    expect(text).toContain('FORGED');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours, where they are wanted
    const bare = colour ? text.replace(/\x1b\[\d+m/g, '') : text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must be gone
    expect(bare).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]/);
    expect(bare).not.toMatch(/^\s*(FORGED|::error)/m);
  });
});
