import { type Directive, everyOne } from '../syntax/syntax.js';

const MAKES_ONE = /^(?:auth_request|post_action|mirror|add_before_body|add_after_body)$/;

/**
 * Locations that nginx asks besides the request itself. No client's connection is held there longer
 * than the answer takes.
 */
export function subrequestsOf(directives: readonly Directive[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { name, args } of everyOne(directives)) {
    const uri = args[0]?.text ?? 'off';
    if (MAKES_ONE.test(name) && uri !== 'off') found.add(uri);
  }
  return found;
}
