import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LINT_RULES } from '../../../../src/config/nginx/lint/registry.js';
import type { LintRule } from '../../../../src/config/nginx/lint/rule.js';
import { CASES } from './cases.js';
import { examine, FACTS } from './examine.js';

const sections = new Map(
  readFileSync('docs/lint.md', 'utf8')
    .split(/^(?=##)/m)
    .flatMap((section) => {
      const code = /^### (\w+)\n/.exec(section)?.[1];
      return code && !code.startsWith('HAPROXY_')
        ? [[code, section.replaceAll(/\s+/g, ' ')] as const]
        : [];
    }),
);

it('tells of every code, in the order of the registry, and of no other', () => {
  expect([...sections.keys()]).toEqual(Object.keys(LINT_RULES));
});

it.each(Object.entries<LintRule>(LINT_RULES))('%s', (code, { severity, why }) => {
  const section = sections.get(code);
  expect(section).toContain(`### ${code} *${severity}* ·`);
  expect(section).toContain(`Why: ${why}`);
  expect(section).toMatch(/Mend: \S/);
  const { bad, facts } = CASES[code as keyof typeof CASES];
  const mended = examine({ 'nginx.conf': bad }, { ...FACTS, ...facts }).some(
    (finding) => finding.code === code && finding.edits,
  );
  expect(section?.includes('`--fix` mends it')).toBe(mended);
});
