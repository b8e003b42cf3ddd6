import type { ErrorPage } from '../../model/nginx.js';
import type { Evaluate, Scope } from '../variables/evaluate.js';

/** One `error_page`, compiled. */
export interface CompiledErrorPage {
  /** null = the status of the error, 0 = the status of the page. */
  readonly as: number | null;
  readonly uri: Evaluate;
}

/** The error pages of a location, by status. */
export function compileErrorPages(
  pages: readonly ErrorPage[],
  scope: Scope,
): ReadonlyMap<number, CompiledErrorPage> {
  const byStatus = new Map<number, CompiledErrorPage>();
  for (const { statuses, as, uri, place } of pages) {
    const page = { as, uri: scope.compile(uri, place) };
    for (const status of statuses) if (!byStatus.has(status)) byStatus.set(status, page);
  }
  return byStatus;
}
