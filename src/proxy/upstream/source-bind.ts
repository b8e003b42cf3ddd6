import { TidegateError } from '../../lib/errors.js';
import type { ProxyBind } from '../../model/nginx.js';
import type { Evaluate, Scope } from '../variables/evaluate.js';

/**
 * `proxy_bind`: the source address, evaluated for each connection; null = the kernel's choice.
 * @throws TidegateError CONFIG_UNSUPPORTED
 */
export function compileSourceBind<R>(bind: ProxyBind | null, scope: Scope<R>): Evaluate<R> | null {
  if (bind?.kind !== 'address') return null;
  const { address, transparent, place } = bind;
  if (transparent) {
    throw new TidegateError('CONFIG_UNSUPPORTED', 'proxy_bind transparent is not supported', {
      place,
      hint: 'Name a source address of this host.',
    });
  }
  return scope.compile(address, place);
}
