import type { DirectiveRef } from '../model/nginx.js';

/** How many names are in a line. */
const NAMED = 12;

export function namesText(directives: readonly DirectiveRef[]): string {
  const names = directives.slice(0, NAMED).map(({ name }) => name);
  const more = directives.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
