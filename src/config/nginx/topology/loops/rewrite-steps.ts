import type { Condition, RewriteStep } from '../../../../model/nginx.js';
import { toLikeRegExp } from '../../values/regex.js';
import { evaluate, type Visit } from './evaluate.js';

/**
 * The result of the steps of a block: `on` to its content, `break` and `last` as in nginx, `end` =
 * it is answered here, `unknown` = it depends on something unknown.
 */
export type Outcome = 'on' | 'break' | 'last' | 'end' | 'unknown';

type Rewriting = Extract<RewriteStep, { kind: 'rewrite' }>;
type If = Extract<RewriteStep, { kind: 'if' }>;

export function runSteps(steps: readonly RewriteStep[], visit: Visit): Outcome {
  for (const step of steps) {
    const outcome = runStep(step, visit);
    if (outcome !== 'on') return outcome;
  }
  return 'on';
}

function runStep(step: RewriteStep, visit: Visit): Outcome {
  switch (step.kind) {
    case 'set':
      visit.variables.set(step.variable, evaluate(step.value, visit));
      return 'on';
    case 'return':
      return 'end';
    case 'break':
      return 'break';
    case 'rewrite':
      return rewrite(step, visit);
    case 'if':
      return runIf(step, visit);
  }
}

const REDIRECT = /^(?:https?:\/\/|\$scheme)/;

function rewrite({ pattern, replacement, flag }: Rewriting, visit: Visit): Outcome {
  const matched = match(pattern, false, visit.path, visit);
  if (matched !== true) return matched === false ? 'on' : 'unknown';
  const [first] = replacement;
  const redirects =
    flag === 'redirect' ||
    flag === 'permanent' ||
    (typeof first === 'string' ? REDIRECT.test(first) : first?.variable === 'scheme');
  if (redirects) return 'end';
  const path = evaluate(replacement, visit);
  if (path === null) return 'unknown';
  visit.path = path.replace(/\?.*$/s, '');
  if (flag === 'break') visit.broken = true;
  return flag === 'last' || flag === 'break' ? flag : 'on';
}

function runIf({ condition, steps }: If, visit: Visit): Outcome {
  const holds = isTrue(condition, visit);
  if (holds === true) return runSteps(steps, visit);
  if (holds === false) return 'on';
  for (const step of steps) {
    if (step.kind !== 'set') return 'unknown';
    visit.variables.set(step.variable, null);
  }
  return 'on';
}

/** Files count as missing, because a client can always ask for one that is. */
function isTrue(condition: Condition, visit: Visit): boolean | null {
  const plain = isMet(condition, visit);
  return plain === null ? null : plain !== condition.negated;
}

function isMet(condition: Condition, visit: Visit): boolean | null {
  if (!('value' in condition)) return false;
  const value = evaluate(condition.value, visit);
  if (value === null) return null;
  if (condition.kind === 'matches') {
    return match(condition.pattern, condition.ignoreCase, value, visit);
  }
  if (condition.kind === 'set') return value !== '' && value !== '0';
  const to = evaluate(condition.to, visit);
  return to === null ? null : value === to;
}

/** null = the expression cannot be evaluated here. */
function match(pattern: string, ignoreCase: boolean, text: string, visit: Visit): boolean | null {
  try {
    const found = toLikeRegExp(pattern, ignoreCase).exec(text);
    if (found) visit.captures = [...found];
    return found !== null;
  } catch {
    return null;
  }
}
