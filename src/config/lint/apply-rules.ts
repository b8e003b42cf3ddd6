import type { Finding, LintCode } from '../../model/lint.js';
import type { Rule } from './rule.js';

/** Every finding of every rule of a registry, by file, line and column. */
export function applyRules<Input>(
  registry: Readonly<Partial<Record<LintCode, Rule<Input>>>>,
  input: Input,
): Finding[] {
  const rules = Object.entries(registry) as [LintCode, Rule<Input>][];
  return rules.flatMap(([code, rule]) => apply(code, rule, input)).sort(byPlace);
}

function apply<Input>(code: LintCode, rule: Rule<Input>, input: Input): Finding[] {
  return [...rule.find(input)].map(({ message, mend, place, edits, severity }) => ({
    code,
    severity: severity ?? rule.severity,
    message,
    why: rule.why,
    mend,
    place,
    ...(edits && edits.length > 0 && { edits }),
  }));
}

/** Findings in one place stay in the registry's order. */
function byPlace({ place: a }: Finding, { place: b }: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
