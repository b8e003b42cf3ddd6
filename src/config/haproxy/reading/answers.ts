import { isUnconditional } from '../syntax/condition.js';
import type { Line } from '../syntax/tokenize.js';

/** What an action does to a connection or request when its condition is true. */
interface RuleSet {
  /** Actions that answer or refuse it here, so that it goes to no server. */
  readonly ends: RegExp;
  /** Actions after which the later rules of this set are skipped. */
  readonly passes: RegExp;
  readonly httpOnly: boolean;
}

const TCP: RuleSet = { ends: /^(?:reject|silent-drop)$/, passes: /^accept$/, httpOnly: false };

/** Each set is evaluated on its own, whatever another set accepts (measured, 2.6). */
const RULE_SETS: Readonly<Record<string, RuleSet>> = {
  'tcp-request connection': TCP,
  'tcp-request session': TCP,
  'tcp-request content': { ...TCP, ends: /^(?:reject|silent-drop|use-service)$/ },
  'http-request': {
    ends: /^(?:deny|tarpit|reject|redirect|return|silent-drop|auth|use-service)$/,
    passes: /^allow$/,
    httpOnly: true,
  },
  redirect: { ends: /./, passes: /^$/, httpOnly: true },
};

/** The set of rules that a line belongs to; null = it is no such rule. */
export function ruleSetOf([keyword, second]: Line): string | null {
  const set = keyword.text === 'tcp-request' ? `tcp-request ${second?.text}` : keyword.text;
  return Object.hasOwn(RULE_SETS, set) ? set : null;
}

/**
 * Whether the rules answer or refuse everything, so that nothing is passed on: there is a rule that
 * ends every request, and no rule before it lets any pass.
 * @param isTls whether TLS may arrive; null = not known
 *
 * Source: HAProxy http_ana.c, http_req_get_intercept_rule; tcp_rules.c; measured with 2.6.
 */
export function answersAll(
  lines: readonly Line[],
  mode: 'http' | 'tcp',
  isTls: boolean | null,
): boolean {
  const open = new Set(
    Object.keys(RULE_SETS).filter((name) => mode === 'http' || !RULE_SETS[name]?.httpOnly),
  );
  return lines.some((line) => {
    const name = ruleSetOf(line);
    const set = name !== null && open.has(name) ? RULE_SETS[name] : undefined;
    if (name === null || !set) return false;
    const action = line[name.startsWith('tcp-request ') ? 2 : 1]?.text ?? '';
    if (set.passes.test(action)) open.delete(name);
    return set.ends.test(action) && isUnconditional(line, isTls);
  });
}
