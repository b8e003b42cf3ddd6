import type { BalancingMethod } from '../../../../model/nginx.js';
import type { Evaluate, Scope } from '../../../variables/evaluate.js';
import type { Subject } from '../../../variables/subject.js';
import type { RoundRobin } from '../round-robin.js';
import type { Chooser } from './chooser.js';
import { ConsistentHash } from './consistent-hash.js';
import { HashRing } from './hash-ring.js';
import { IpHash } from './ip-hash.js';
import { KeyHash } from './key-hash.js';
import { LeastConn } from './least-conn.js';
import { RandomChooser } from './random.js';

/** Makes the chooser of servers for one request or session. */
export type Choose<R> = (subject: R) => Chooser;

/** @throws TidegateError CONFIG_VARIABLE_UNKNOWN in the key of a hash */
export function compileMethod<R extends Subject>(
  method: BalancingMethod,
  balancer: RoundRobin,
  scope: Scope<R>,
): Choose<R> {
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

/** As in nginx, an empty key means round robin. */
function compileHash<R>(
  { consistent }: BalancingMethod & { kind: 'hash' },
  balancer: RoundRobin,
  evaluate: Evaluate<R>,
): Choose<R> {
  const ring = consistent ? new HashRing(balancer.primary) : null;
  return (subject) => {
    const key = evaluate(subject);
    if (key === '') return balancer;
    return ring === null ? new KeyHash(balancer, key) : new ConsistentHash(balancer, ring, key);
  };
}
