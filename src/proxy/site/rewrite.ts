import type { Return, RewriteStep } from '../../model/nginx.js';
import type { HttpRequest } from '../http/request/request.js';
import type { Scope } from '../variables/evaluate.js';
import { keep } from '../variables/pattern.js';
import { compileCondition } from './condition.js';
import { type CompiledReturn, compileReturn } from './return.js';

/**
 * The result of the steps of a server or location: an answer, or the request goes on to its
 * content.
 * - `inside-if`: it goes on with the settings of an `if` that was true, which inherits everything
 *   except try_files.
 */
type Rewritten = CompiledReturn | 'on' | 'inside-if';

/** The compiled steps of one block. */
export type Rewrite = (request: HttpRequest) => Rewritten;

type Step = (request: HttpRequest) => Rewritten | 'break';

/** @throws TidegateError CONFIG_* with the place */
export function compileRewrite(steps: readonly RewriteStep[], scope: Scope): Rewrite {
  const compiled = steps.map((step) => compileStep(step, scope));
  if (compiled.length === 0) return () => 'on';
  const run = inOrder(compiled);
  return (request) => {
    const ended = run(request);
    return ended === 'break' ? 'on' : ended;
  };
}

function inOrder(steps: readonly Step[]): Step {
  return (request) => {
    let rewritten: 'on' | 'inside-if' = 'on';
    for (const step of steps) {
      const outcome = step(request);
      if (outcome === 'inside-if') rewritten = outcome;
      else if (outcome !== 'on') return outcome;
    }
    return rewritten;
  };
}

function compileStep(step: RewriteStep, scope: Scope): Step {
  switch (step.kind) {
    case 'set':
      return compileSet(step, scope);
    case 'return':
      return compileAnswer(step, scope);
    case 'break':
      return () => 'break';
    case 'rewrite':
      throw new RangeError('a configuration that rewrites is refused before it is compiled');
    case 'if': {
      const holds = compileCondition(step.condition, scope);
      const inner = inOrder(step.steps.map((one) => compileStep(one, scope)));
      return (request) => {
        if (!holds(request)) return 'on';
        const outcome = inner(request);
        return outcome === 'on' ? 'inside-if' : outcome;
      };
    }
  }
}

function compileAnswer(step: Return, scope: Scope): Step {
  const answer = compileReturn(step, scope);
  return () => answer;
}

function compileSet(
  { variable, value, place }: Extract<RewriteStep, { kind: 'set' }>,
  scope: Scope,
): Step {
  const evaluate = scope.compile(value, place);
  if (variable === 'args') {
    return (request) => {
      request.args = evaluate(request);
      request.redirected = true;
      return 'on';
    };
  }
  const slot = scope.declare(variable, place);
  return (request) => {
    keep(request, slot, evaluate(request));
    return 'on';
  };
}
