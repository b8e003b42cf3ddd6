import { formatEndpoint } from '../lib/address/origin.js';
import { TidegateError } from '../lib/errors.js';
import type { Origin } from '../model/origin.js';
import type { CloseReason, Connection, ConnectionHandler, Loop } from '../net/loop.js';
import { CollectedBody } from './http1/body.js';
import type { Framing, ResponseHead } from './http1/response-head.js';
import { ResponseReader } from './http1/response-reader.js';

export interface ProbeOptions {
  readonly to: Origin;
  /** After the origin's base path. */
  readonly path: string;
  /** Further header fields, each ended by CRLF. */
  readonly fields?: string;
  /** Time-out of the whole exchange. */
  readonly timeoutMs: number;
}

export interface ProbeAnswer {
  readonly status: number;
  readonly framing: Framing['kind'];
  readonly bodyBytes: number;
  /** CRC-32 of the body. */
  readonly digest: number;
  /** The body's first 64 KiB. */
  readonly body: string;
  /** Keys are in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

const BODY_LIMIT = 65_536;

/**
 * Sends one GET on a connection of its own. Throws `TidegateError` PROBE_FAILED when there was no
 * whole response; the message says how it ended.
 */
export function probe(loop: Loop, options: ProbeOptions): Promise<ProbeAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (how: string): void => reject(probeFailed(options, how));
    const body = new CollectedBody(BODY_LIMIT);
    const reader = new ResponseReader((head) => body.of(head));
    const settle = (connection: Connection): void => {
      if (reader.state === 'corrupt') fail('not HTTP/1.1');
      else if (reader.head && (reader.state === 'complete' || reader.state === 'upgraded')) {
        resolve(answerOf(reader.head, reader.bodyBytes, body));
      } else return;
      connection.close();
    };
    const handler: ConnectionHandler = {
      onOpen: (connection) => void connection.write(requestBytes(options)),
      onData: (connection, bytes, length) => {
        reader.read(bytes, 0, length, 0);
        settle(connection);
      },
      onDrain: () => undefined,
      onEnd: (connection) => {
        reader.end(0);
        settle(connection);
        connection.close();
      },
      onClose: (_connection, reason) => {
        reader.drop();
        clearTimeout(patience);
        fail(HOW[reason]);
      },
    };
    const connection = loop.connect({ to: options.to, handler });
    const patience = setTimeout(() => {
      fail(HOW.timeout);
      connection.close();
    }, options.timeoutMs);
  });
}

const HOW: Readonly<Record<CloseReason, string>> = {
  fin: 'ended before the whole response',
  local: 'ended before the whole response',
  rst: 'reset',
  timeout: 'no answer in time',
  refused: 'connection refused',
  'no-port': 'no local port left',
  'no-address': 'no such local address',
  'no-descriptor': 'no descriptor left',
  unreachable: 'unreachable',
  tls: 'the TLS handshake failed',
};

function answerOf(head: ResponseHead, bodyBytes: number, body: CollectedBody): ProbeAnswer {
  const { status, headers, framing } = head;
  return {
    status,
    headers,
    framing: framing.kind,
    bodyBytes,
    digest: body.digest,
    body: body.text,
  };
}

function requestBytes({ to, path, fields = '' }: ProbeOptions): Buffer {
  const { host, basePath } = to;
  return Buffer.from(
    `GET ${basePath}${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: tidegate\r\n${fields}Connection: close\r\n\r\n`,
    'latin1',
  );
}

function probeFailed({ to, path, timeoutMs }: ProbeOptions, how: string): TidegateError {
  const where = `${formatEndpoint(to)}${to.basePath}${path}`;
  return new TidegateError('PROBE_FAILED', `GET ${where}: ${how} (within ${timeoutMs} ms)`);
}
