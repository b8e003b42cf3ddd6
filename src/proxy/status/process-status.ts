import type { SessionRoster } from '../http/sessions/http-server.js';
import { CLOCK } from './serve-api.js';

/** Client connections: how many there were, and those that are tunnels or stream sessions now. */
interface Traffic {
  readonly accepted: number;
  readonly joined: { readonly size: number };
}

/** As `/nginx` of the NGINX Plus API. @param startedMs monotonic */
export function processStatus(startedMs: number): object {
  return {
    version: 'tidegate',
    load_timestamp: CLOCK.date(startedMs),
    timestamp: CLOCK.date(CLOCK.nowMs),
    pid: process.pid,
    ppid: process.ppid,
  };
}

/**
 * As `/connections`. The requesting connection counts as active, and so do tunnels and sessions of
 * stream.
 */
export function connectionStatus({ accepted, joined }: Traffic, sessions: SessionRoster): object {
  const idle = [...sessions].filter((session) => session.idle).length;
  return { accepted, dropped: 0, active: sessions.size + joined.size - idle, idle };
}
