import type { HaproxyWord } from './environment.js';

/**
 * Whether a rule holds for every connection: it has no condition, or one that is always met.
 * Source: HAProxy configuration manual, 7.1 and 7.4 (TRUE, FALSE, always_true, always_false).
 */
export function isUnconditional(words: readonly HaproxyWord[]): boolean {
  const at = words.findIndex(({ text }) => text === 'if' || text === 'unless');
  if (at === -1) return true;
  const terms = words.slice(at + 1).map(({ text }) => text);
  return (words[at]?.text === 'if' ? TRUE : FALSE).has(terms.join(' '));
}

const TRUE: ReadonlySet<string> = new Set(['TRUE', '!FALSE', '{ always_true }']);
const FALSE: ReadonlySet<string> = new Set(['FALSE', '!TRUE', '{ always_false }']);
