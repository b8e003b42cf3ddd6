import { listed } from '../lib/text/listed.js';
import type { DirectiveRef } from '../model/nginx.js';

/** How many names are in a line. */
const NAMED = 12;

export function namesText(directives: readonly DirectiveRef[]): string {
  return listed(
    directives.map(({ name }) => name),
    NAMED,
  );
}
