import type { LogLevel } from '../../model/nginx.js';
import { systemErrorNamed } from '../log/system-error.js';
import type { PeerRef, PeerState } from '../messages.js';

/** The error log's message when health checks change the state of a server. */
export function wordsOfPeer(
  { upstream, server }: PeerRef,
  state: PeerState,
): [level: LogLevel, message: string] {
  const [level, how] = state === 'down' ? (['warn', 'un'] as const) : (['notice', ''] as const);
  const where = `health check of peer ${server} in upstream "${upstream}"`;
  return [level, `peer is ${how}healthy, ${where}`];
}

/** Its message when a server cannot be checked because no descriptor is left. */
export function wordsOfUnable({ upstream, server }: PeerRef): [level: LogLevel, message: string] {
  const where = `health check of peer ${server} in upstream "${upstream}"`;
  return ['alert', `socket() failed (${systemErrorNamed('EMFILE')}), ${where}`];
}
