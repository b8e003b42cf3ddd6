import { formatEndpoint } from '../../lib/address/origin.js';
import type { LogLevel } from '../../model/nginx.js';
import type { Connection } from '../../net/loop.js';
import type { AccessLogs } from '../access-log/access-log.js';
import { ErrorLog } from '../log/error-log.js';
import { quoted } from '../log/escape.js';
import { systemErrorNamed } from '../log/system-error.js';
import type { StreamSubject } from './stream-subject.js';

/** A message and its level. */
export type Said = readonly [level: LogLevel, message: string];

/** No side has sent anything for `proxy_timeout`. */
export const TIMED_OUT: Said = [
  'info',
  `connection timed out (${systemErrorNamed('ETIMEDOUT')}) while proxying connection`,
];

/** A client takes the text of a `return` too slowly. */
export const RETURN_TIMED_OUT: Said = [
  'info',
  `connection timed out (${systemErrorNamed('ETIMEDOUT')}) while returning text`,
];

/** A reset by a client is only logged as information, one by a server as an error. */
export function resetBy(side: 'client' | 'upstream'): Said {
  const what = `recv() failed (${systemErrorNamed('ECONNRESET')})`;
  return [side === 'client' ? 'info' : 'error', `${what} while proxying and reading from ${side}`];
}

/** The target that variables gave is no server. */
export function noTarget(target: string): string {
  if (target === '') return 'no host in upstream ""';
  const [, host, port] = /^(.*?)(?::(\d*))?$/s.exec(target) ?? [];
  if (port === undefined) return `no port in upstream ${quoted(target)}`;
  const valid = Number(port) > 0 && Number(port) < 65_536;
  return valid
    ? `no resolver defined to resolve ${host}`
    : `invalid port in upstream ${quoted(target)}`;
}

export interface StreamLogParts {
  /** `address:port` of the socket on which the sessions arrived. */
  readonly listening: string;
  /** Sessions are passed on to a server; otherwise they are answered here. */
  readonly passesOn: boolean;
  readonly errors: ErrorLog;
  /** null = off. */
  readonly sessions: AccessLogs<StreamSubject> | null;
}

/** Logs the sessions of one socket, in nginx's words and order. */
export class StreamLog {
  /** Writes nothing, for callers without a log. */
  static readonly NONE = new StreamLog({
    listening: '',
    passesOn: true,
    errors: ErrorLog.NONE,
    sessions: null,
  });
  readonly #parts: StreamLogParts;

  constructor(parts: StreamLogParts) {
    this.#parts = parts;
  }

  /** Logs an error of a session. */
  write(session: StreamSubject, [level, message]: Said): void {
    const { errors } = this.#parts;
    if (!errors.takes(level)) return;
    errors.write(level, `${message}${this.#contextOf(session)}`, aboutOf(session));
  }

  begun(session: StreamSubject): void {
    const { errors, listening } = this.#parts;
    if (!errors.takes('info')) return;
    const { remoteAddress, remotePort } = session.connection;
    const client = formatEndpoint({ address: remoteAddress, port: remotePort });
    errors.write('info', `client ${client} connected to ${listening}`, aboutOf(session));
  }

  /** A server has accepted the connection. */
  reached(session: StreamSubject, { localAddress, localPort }: Connection): void {
    const { errors } = this.#parts;
    if (!errors.takes('info')) return;
    const from = formatEndpoint({ address: localAddress, port: localPort });
    const to = session.tries.at(-1)?.server ?? '';
    errors.write('info', `proxy ${from} connected to ${to}`, aboutOf(session));
  }

  /** @param side the side that ended the session */
  disconnected(session: StreamSubject, side: 'client' | 'upstream'): void {
    const { errors } = this.#parts;
    if (!errors.takes('info')) return;
    errors.write('info', `${side} disconnected${bytesOf(session)}`, aboutOf(session));
  }

  /** The session is over: writes its line in the access logs. */
  ended(session: StreamSubject): void {
    this.#parts.sessions?.write(session);
  }

  #contextOf(session: StreamSubject): string {
    const { listening, passesOn } = this.#parts;
    const text = `, client: ${session.connection.remoteAddress}, server: ${listening}`;
    if (!passesOn) return text;
    const server = session.tries.at(-1)?.server;
    const upstream = server === undefined ? '' : `, upstream: ${quoted(server)}`;
    return `${text}${upstream}${bytesOf(session)}`;
  }
}

function aboutOf({ serial }: StreamSubject): string {
  return `*${serial} `;
}

function bytesOf({ bytesReceived, bytesSent, tries }: StreamSubject): string {
  const last = tries.at(-1);
  const upstream = `${last?.bytesReceived ?? 0}/${last?.bytesSent ?? 0}`;
  return `, bytes from/to client:${bytesReceived}/${bytesSent}, bytes from/to upstream:${upstream}`;
}
