import type { HaproxyWord } from './environment.js';

/**
 * Whether a rule applies to every connection: it has no condition, or one that is always true.
 * @param isTls whether TLS may arrive; null = not known
 *
 * Source: HAProxy configuration manual, 7.1, 7.3.4 (ssl_fc) and 7.4 (TRUE, FALSE).
 */
export function isUnconditional(
  words: readonly HaproxyWord[],
  isTls: boolean | null = null,
): boolean {
  const at = words.findIndex(({ text }) => text === 'if' || text === 'unless');
  if (at === -1) return true;
  const condition = conditionOf(words, at);
  const isIf = words[at]?.text === 'if';
  if (isTls === false && (isIf ? NO_TLS : TLS).has(condition)) return true;
  return (isIf ? ALWAYS : NEVER).has(condition);
}

/** Whether a rule applies to no connection. */
export function isNever(words: readonly HaproxyWord[]): boolean {
  const at = words.findIndex(({ text }) => text === 'if' || text === 'unless');
  if (at === -1) return false;
  return (words[at]?.text === 'if' ? NEVER : ALWAYS).has(conditionOf(words, at));
}

/** @param at index of `if` or `unless` */
function conditionOf(words: readonly HaproxyWord[], at: number): string {
  const terms = words.slice(at + 1).map(({ text }) => text);
  return terms.join(' ').replace(/! /g, '!');
}

const ALWAYS: ReadonlySet<string> = new Set(['TRUE', '!FALSE', '{ always_true }']);
const NEVER: ReadonlySet<string> = new Set(['FALSE', '!TRUE', '{ always_false }']);
const TLS: ReadonlySet<string> = new Set(['{ ssl_fc }']);
const NO_TLS: ReadonlySet<string> = new Set(['!{ ssl_fc }']);
