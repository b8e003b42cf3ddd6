import { formatPlace, TidegateError } from '../../lib/errors.js';
import type { LogLevel } from '../../model/nginx.js';
import { systemErrorNamed } from '../log/system-error.js';
import type { PeerRef, PeerState } from '../messages.js';

/** An error, a line for each thing that is wrong; its place behind it as in nginx. */
export function wordsOf(error: unknown): readonly string[] {
  if (!(error instanceof TidegateError)) return [String(error)];
  const { message, place, said } = error;
  return [place ? `${message} in ${formatPlace(place)}` : message, ...said];
}

/** What the error log says when health checks change their mind. */
export function wordsOfPeer(
  { upstream, server }: PeerRef,
  state: PeerState,
): [level: LogLevel, message: string] {
  const [level, how] = state === 'down' ? (['warn', 'un'] as const) : (['notice', ''] as const);
  const where = `health check of peer ${server} in upstream "${upstream}"`;
  return [level, `peer is ${how}healthy, ${where}`];
}

/** What it says when a server cannot be checked, for want of a descriptor. */
export function wordsOfUnable({ upstream, server }: PeerRef): [level: LogLevel, message: string] {
  const where = `health check of peer ${server} in upstream "${upstream}"`;
  return ['alert', `socket() failed (${systemErrorNamed('EMFILE')}), ${where}`];
}
