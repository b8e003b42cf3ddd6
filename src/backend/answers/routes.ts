import { formatEndpoint } from '../../lib/address/origin.js';
import { SESSION_LIMITS } from '../../lib/session-limits.js';
import type { Answering, Ask } from '../ask.js';
import { EchoTunnel } from './echo-tunnel.js';
import { PacedResponse } from './paced-response.js';
import { PacedStream } from './paced-stream.js';
import { type Params, readParams } from './params.js';
import type { Answer } from './responder.js';

const { bodyBytes: MAX_BYTES, chunkBytes: MAX_CHUNK_BYTES, lastsMs: MAX_MS } = SESSION_LIMITS;

/** Answers a whole request: at once (null), or over time. */
type Route = (ask: Ask) => Answering | null;

const RESPOND_LIMITS = { bytes: [0, MAX_BYTES], ms: [0, MAX_MS] } as const;
const STREAM_LIMITS = { ms: [0, MAX_MS], every: [1, MAX_MS], bytes: [1, MAX_CHUNK_BYTES] } as const;

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/respond', paced(RESPOND_LIMITS, (ask, { bytes, ms }) => new PacedResponse(ask, bytes, ms))],
  [
    '/stream',
    paced(STREAM_LIMITS, (ask, { ms, every, bytes }) => {
      return new PacedStream(ask, { ms, everyMs: every, chunkBytes: bytes });
    }),
  ],
  ['/upload', upload],
  ['/tunnel', tunnel],
]);

/** The route for a path; any other path is answered with a line of text. */
export function routeFor(path: string): Route {
  return ROUTES.get(path) ?? (path.startsWith('/health_check') ? healthCheck : line);
}

/** A GET whose query gives whole numbers, each within its limits. */
function paced<N extends string>(
  limits: Readonly<Record<N, readonly [number, number]>>,
  start: (ask: Ask, params: Params<N>) => Answering,
): Route {
  return (ask) => {
    const { method, query } = ask.head;
    if (method !== 'GET' && method !== 'HEAD') return answer(ask, notAllowed('GET, HEAD'));
    const params = readParams(query, limits);
    if (params === null) return answer(ask, { status: 400, body: 'Bad Request\r\n' });
    return start(ask, params);
  };
}

function upload(ask: Ask): null {
  return answer(ask, ask.upload?.answer ?? notAllowed('POST'));
}

function tunnel(ask: Ask): null {
  const { head, client, entry, tools } = ask;
  if (!head.asksFor('tidegate-echo')) {
    return answer(ask, { status: 400, body: 'Bad Request\r\n' });
  }
  client.socket.writeText(tools.responder.switchingHead(head, head.upgrade));
  client.handOver(new EchoTunnel(tools.book, entry));
  return null;
}

function healthCheck(ask: Ask): null {
  return answer(ask, { status: 200, body: ask.tools.healthBody });
}

/** Answers with the 4-tuple as this side sees it. */
function line(ask: Ask): null {
  const { remoteAddress, remotePort, localAddress, localPort } = ask.client.socket;
  const from = formatEndpoint({ address: remoteAddress, port: remotePort });
  const to = formatEndpoint({ address: localAddress, port: localPort });
  const body = `${from} -->> ${to}\r\n`;
  return answer(ask, { status: 200, body });
}

function answer(ask: Ask, what: Answer): null {
  const { client, head, tools } = ask;
  client.socket.writeText(tools.responder.answer(head, client.closing, what));
  client.finish();
  return null;
}

function notAllowed(methods: string): Answer {
  return { status: 405, body: 'Method Not Allowed\r\n', fields: `Allow: ${methods}\r\n` };
}
