import { CONNECTION_ENDS, REQUEST_OUTCOMES } from '../../lib/columns/ledger-schemas.js';
import { SESSIONS } from '../../load/sessions/registry.js';
import { CHECKS } from '../../verify/checks/registry.js';

/**
 * Words that a ledger itself uses and that its reader needs. If one of them is also a user's
 * secret, writing it reveals nothing.
 */
const OWN = new Set<string>([
  ...Object.keys(SESSIONS),
  ...CONNECTION_ENDS,
  ...REQUEST_OUTCOMES,
  ...Object.keys(CHECKS),
  ...['GET', 'POST', 'up', 'down', 'serving', 'maintenance', 'other', 'unreachable'],
  ...['none', 'length', 'chunked', 'until-close', 'late', 'early', 'explicit'],
  'tidegate.facts/1',
]);

/** Matches the name of a field; other keys are names that a user chose, for example of backends. */
const FIELD = /^[a-z][a-zA-Z]*$/;

/** A copy of plain data with its texts hidden, except the words that a ledger itself uses. */
export function hideWords<T>(data: T, hide: (text: string) => string): T {
  const hidden = (value: unknown): unknown => {
    if (typeof value === 'string') return OWN.has(value) ? value : hide(value);
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(hidden);
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, item]) => [
        FIELD.test(key) || OWN.has(key) ? key : hide(key),
        hidden(item),
      ]),
    );
  };
  return hidden(data) as T;
}
