import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { HAPROXY_LINT_RULES } from '../../../../src/config/haproxy/lint/registry.js';
import type { LintRule } from '../../../../src/config/haproxy/lint/rule.js';

const sections = new Map(
  readFileSync('docs/lint.md', 'utf8')
    .split(/^(?=##)/m)
    .flatMap((section) => {
      const code = /^### (\w+)\n/.exec(section)?.[1];
      return code ? [[code, section.replaceAll(/\s+/g, ' ')] as const] : [];
    }),
);
const own = (codes: Iterable<string>) => [...codes].filter((code) => code.startsWith('HAPROXY_'));

it('tells of every code, in the order of the registry, and of no other', () => {
  expect(own(sections.keys())).toEqual(own(Object.keys(HAPROXY_LINT_RULES)));
});

it.each(Object.entries<LintRule>(HAPROXY_LINT_RULES))('%s', (code, { severity, why }) => {
  const section = sections.get(code);
  expect(section).toContain(`### ${code} *${severity}* ·`);
  expect(section).toContain(`Why: ${why}`);
  expect(section).toMatch(/Mend: \S/);
});
