import { monotonicMs } from '../../lib/clock.js';
import { COMMON_VARIABLES } from '../variables/common-variables.js';
import type { Evaluate } from '../variables/evaluate.js';
import type { BuiltIn } from '../variables/scope.js';
import type { StreamSubject, StreamTry } from './stream-subject.js';

/** nginx's variables of a TCP session. */
const VARIABLES: Readonly<Record<string, Evaluate<StreamSubject>>> = {
  ...COMMON_VARIABLES,
  protocol: () => 'TCP',
  connection: ({ serial }) => String(serial),
  status: ({ status }) => String(status).padStart(3, '0'),
  bytes_received: ({ bytesReceived }) => String(bytesReceived),
  bytes_sent: ({ bytesSent }) => String(bytesSent),
  session_time: ({ startedMs }) => seconds(monotonicMs() - startedMs),
  upstream_addr: ofTries(({ server }) => server),
  upstream_connect_time: ofTries(({ connectMs }) =>
    connectMs === null ? '-' : seconds(connectMs),
  ),
  upstream_bytes_sent: ofTries(({ bytesSent }) => String(bytesSent)),
  upstream_bytes_received: ofTries(({ bytesReceived }) => String(bytesReceived)),
};

/** Every variable (without `$`) that a TCP session has by itself. */
export const SESSION_VARIABLES: BuiltIn<StreamSubject> = {
  fixed: VARIABLES,
  byPrefix: () => null,
};

/** One value for each server that was tried. */
function ofTries(say: (one: StreamTry) => string): Evaluate<StreamSubject> {
  return ({ tries }) => tries.map(say).join(', ');
}

function seconds(ms: number): string {
  return (Math.floor(ms) / 1000).toFixed(3);
}
