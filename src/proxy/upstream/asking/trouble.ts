import type { LogLevel } from '../../../model/nginx.js';
import type { CloseReason } from '../../../net/loop.js';
import { systemErrorNamed } from '../../log/system-error.js';

/** How far an exchange with an upstream had come, in nginx's words. */
export type Stage =
  | 'connecting to'
  | 'sending request to'
  | 'reading response header from'
  | 'reading';

export const NO_LIVE_UPSTREAMS = 'no live upstreams while connecting to upstream';

/** The connection ended, or timed out, before everything was sent or received. */
export function connectionEnded(reason: CloseReason, stage: Stage): [LogLevel, string] {
  const [level, what] = stage === 'connecting to' ? notConnected(reason) : brokenOff(reason);
  return [level, `${what} while ${stage} upstream`];
}

export function badResponse(stage: Stage): string {
  const what = stage === 'reading' ? 'chunked response' : 'header';
  return `upstream sent invalid ${what} while ${stage} upstream`;
}

/** The server has failed as often as max_fails allows. */
export function disabled(stage: Stage): string {
  return `upstream server temporarily disabled while ${stage} upstream`;
}

/** @param bytes received so far, with the last piece */
export function tooLargeBody(bytes: number, pieceBytes: number): string {
  return `client intended to send too large chunked body: ${bytes - pieceBytes}+${pieceBytes} bytes`;
}

const TIMED_OUT = `upstream timed out (${systemErrorNamed('ETIMEDOUT')})`;

function notConnected(reason: CloseReason): [LogLevel, string] {
  switch (reason) {
    case 'timeout':
      return ['error', TIMED_OUT];
    case 'no-port':
    case 'no-address':
      return ['crit', `connect() failed (${systemErrorNamed('EADDRNOTAVAIL')})`];
    case 'no-descriptor':
      return ['alert', `socket() failed (${systemErrorNamed('EMFILE')})`];
    case 'rst':
      return ['error', `connect() failed (${systemErrorNamed('ECONNRESET')})`];
    case 'unreachable':
      return ['error', `connect() failed (${systemErrorNamed('EHOSTUNREACH')})`];
    default:
      return ['error', `connect() failed (${systemErrorNamed('ECONNREFUSED')})`];
  }
}

function brokenOff(reason: CloseReason): [LogLevel, string] {
  if (reason === 'timeout') return ['error', TIMED_OUT];
  if (reason === 'fin') return ['error', 'upstream prematurely closed connection'];
  return ['error', `recv() failed (${systemErrorNamed('ECONNRESET')})`];
}
