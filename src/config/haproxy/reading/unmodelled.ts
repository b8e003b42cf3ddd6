import type { DirectiveRef } from '../../../model/nginx.js';

/**
 * Keywords that limit connections and are not modelled, and how they do. Source: HAProxy
 * configuration manual, 3.2, 4.2, 5.2.
 */
const LIMITING: Readonly<Record<string, string>> = {
  maxsslconn: 'it limits connections by TLS',
  maxsslrate: 'it limits new connections by TLS a second',
  maxconnrate: 'it limits new connections a second',
  maxsessrate: 'it limits new sessions a second',
  'rate-limit': 'it limits new sessions a second',
  minconn: 'it lowers maxconn of the server while the backend is below its fullconn',
  maxqueue: 'it limits what may wait for the server',
  mode: 'a mode that is not modelled',
};

export interface Unmodelled {
  /** Keywords that limit connections. */
  readonly matters: readonly (DirectiveRef & { readonly effect: string })[];
  readonly others: readonly DirectiveRef[];
}

/** @param all each keyword once */
export function unmodelledOf(all: readonly DirectiveRef[]): Unmodelled {
  const effectOf = ({ name }: DirectiveRef) =>
    Object.hasOwn(LIMITING, name) ? LIMITING[name] : undefined;
  return {
    matters: all.flatMap((one) => {
      const effect = effectOf(one);
      return effect === undefined ? [] : [{ ...one, effect }];
    }),
    others: all.filter((one) => effectOf(one) === undefined),
  };
}
