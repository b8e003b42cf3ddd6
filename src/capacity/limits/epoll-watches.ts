import type { Limit } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Deployment } from '../../model/hop.js';

/**
 * Descriptors that one user may have in epoll, in sessions: max_user_watches / ends on this host.
 * This is the lower bound, for when all programs run as one user.
 *
 * Source: epoll(7), /proc/sys/fs/epoll/max_user_watches.
 */
export function epollWatches(
  deployment: Deployment,
  facts: HostFacts,
): Limit<'epoll-watches'> | null {
  const ends = deployment.endsPerSession;
  if (facts.epollMaxUserWatches === undefined || ends === 0) return null;
  return {
    id: 'epoll-watches',
    max: Math.floor(facts.epollMaxUserWatches / ends),
    scope: 'user',
    formula: 'max_user_watches / ends on this host',
    inputs: { max_user_watches: facts.epollMaxUserWatches, ends },
    source: 'epoll(7), /proc/sys/fs/epoll/max_user_watches',
  };
}
