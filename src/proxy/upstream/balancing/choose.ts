import type { BalancingMethod } from '../../../model/nginx.js';
import type { HttpRequest } from '../../http/request.js';
import type { Evaluate, Scope } from '../../site/evaluate.js';
import type { RoundRobin } from '../round-robin.js';
import type { Chooser } from './chooser.js';
import { ConsistentHash } from './consistent-hash.js';
import { HashRing } from './hash-ring.js';
import { IpHash } from './ip-hash.js';
import { KeyHash } from './key-hash.js';
import { LeastConn } from './least-conn.js';
import { RandomChooser } from './random.js';

/** Who chooses the servers of one request. */
export type Choose = (request: HttpRequest) => Chooser;

/** @throws TidegateError CONFIG_UNKNOWN_VARIABLE at a hash's key. */
export function compileMethod(method: BalancingMethod, balancer: RoundRobin, scope: Scope): Choose {
  switch (method.kind) {
    case 'round-robin':
      return () => balancer;
    case 'least-conn': {
      const chooser = balancer.single ? balancer : new LeastConn(balancer);
      return () => chooser;
    }
    case 'ip-hash':
      return ({ connection }) => new IpHash(balancer, connection.remoteAddress);
    case 'random':
      return () => new RandomChooser(balancer, method.two, Math.random);
    case 'hash':
      return compileHash(method, balancer, scope.compile(method.key, method.place));
  }
}

/** As in nginx, an empty key is no key: round robin. */
function compileHash(
  { consistent }: BalancingMethod & { kind: 'hash' },
  balancer: RoundRobin,
  evaluate: Evaluate,
): Choose {
  const ring = consistent ? new HashRing(balancer.primary) : null;
  return (request) => {
    const key = evaluate(request);
    if (key === '') return balancer;
    return ring === null ? new KeyHash(balancer, key) : new ConsistentHash(balancer, ring, key);
  };
}
