import type { Return } from '../../model/nginx.js';
import type { Evaluate, Scope } from '../variables/evaluate.js';

/** `return`, compiled. */
export interface CompiledReturn {
  readonly status: number;
  readonly text: Evaluate | null;
  /** The text is the target of a redirect. */
  readonly redirects: boolean;
}

export function compileReturn({ status, text, place }: Return, scope: Scope): CompiledReturn {
  const redirects = isRedirect(status);
  return { status, text: text === null ? null : scope.compile(text, place), redirects };
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Whether a status with a text redirects the client. */
export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}
