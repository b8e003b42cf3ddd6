import type { ResponseReader } from '../../load/http1/response-reader.js';
import type { FailureKind } from '../../model/bench.js';
import type { CloseReason } from '../../net/loop.js';

/** What each failure says about the peer, used for the first error of a run. */
export const WORDS = {
  refused: 'connection refused',
  unreachable: 'unreachable',
  'connect-timeout': 'connect() was not answered in time',
  tls: 'the TLS handshake failed',
  'no-port': 'no local port was left',
  'no-descriptor': 'no descriptor was left',
  stray: 'bytes came that answer no request',
  unanswered: 'the connection was closed before the response',
  'cut-head': 'the connection was closed inside the head of a response',
  'cut-length': 'the connection was closed before the end of a body with Content-Length',
  'cut-chunks': 'the connection was closed before the last chunk',
  'cut-tls': 'the connection was closed without close_notify, where only its end ends the body',
  reset: 'the connection was reset',
  framing: 'what came is not one HTTP/1.1 response',
  timeout: 'no whole response in time',
  lost: 'the response to an earlier request broke the connection',
  unfinished: 'the run was interrupted',
} as const satisfies Record<FailureKind, string>;

/** Why a connection never opened. */
export function connectFailure(reason: CloseReason): FailureKind {
  switch (reason) {
    case 'timeout':
      return 'connect-timeout';
    case 'no-address':
      return 'no-port';
    case 'no-port':
    case 'no-descriptor':
    case 'unreachable':
    case 'tls':
      return reason;
    default:
      return 'refused';
  }
}

/** Where in a response the peer's FIN arrived. */
export function cutKind(reader: ResponseReader): FailureKind {
  if (!reader.started) return 'unanswered';
  if (reader.head === null) return 'cut-head';
  return reader.head.framing.kind === 'chunked' ? 'cut-chunks' : 'cut-length';
}
