import { send } from './relay.mjs';

/**
 * Faults of single requests. Each is made with its own parameters and says what it does instead
 * of answering (`request`: true = nothing else is to happen, a promise = it waits), or what it does
 * with the whole answer (`answer`).
 */
const REQUEST_FAULTS = {
  /** Never answers. */
  hang: () => ({ request: () => true }),
  /** Ends the connection with FIN, and the request is lost. */
  drop: () => ({ request: ({ request }) => Boolean(request.socket.destroy()) }),
  /** Ends the connection with RST. */
  reset: () => ({ request: ({ request }) => Boolean(request.socket.resetAndDestroy()) }),
  /** Sends another answer. */
  instead: ({ status = 200, headers = {}, body = '' }) => ({
    request: ({ response }) => {
      const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body) };
      send(response, { status, headers: { ...headers, ...length }, body });
      return true;
    },
  }),
  /** Answers later. */
  delay: ({ ms }) => ({ request: () => new Promise((resolve) => setTimeout(resolve, ms)) }),
  /** Announces that the connection is closed after the answer, and closes it. */
  announce: () => ({
    request: (visit) => {
      visit.announcesClose = true;
    },
  }),
  /** Changes one byte in the middle; the length stays. */
  corrupt: () => ({
    answer: (answer, response) => {
      const at = answer.body.length >> 1;
      answer.body[at] = answer.body[at] === 0x23 ? 0x2a : 0x23;
      send(response, answer);
    },
  }),
  /** Sends half of the body as if it were all of it. */
  halve: () => ({
    answer: (answer, response) => {
      const body = answer.body.subarray(0, answer.body.length >> 1);
      const headers = { ...answer.headers, 'content-length': body.length };
      send(response, { ...answer, headers, body });
    },
  }),
  /** Chunks instead of a Content-Length. */
  reframe: () => ({
    answer: (answer, response) => {
      const { 'content-length': _, ...headers } = answer.headers;
      send(response, { ...answer, headers });
    },
  }),
  /** Sends all but the last byte, and leaves the connection open. */
  withhold: () => ({
    answer: ({ status, headers, body }, response) => {
      response.writeHead(status, { ...headers, 'content-length': body.length });
      response.write(body.subarray(0, -1));
    },
  }),
  /** Sends only the head, and leaves the connection open. */
  'head-only': () => ({
    answer: ({ status, headers, body }, response) => {
      response.writeHead(status, { ...headers, 'content-length': body.length });
      response.flushHeaders();
    },
  }),
  /** Sends every chunk except the last, empty one, and leaves the connection open. */
  'no-last-chunk': () => ({
    answer: ({ status, headers, body }, response) => {
      const { 'content-length': _, ...rest } = headers;
      response.writeHead(status, rest);
      response.write(body);
    },
  }),
  /** Sends the whole body and further bytes after it. */
  'stray-bytes': () => ({
    answer: (answer, response) => {
      const { socket } = response;
      send(response, answer);
      socket.write('and more');
    },
  }),
  /** A chunk whose length is no number. */
  'garbled-chunk': () => ({
    answer: ({ status, headers }, response) => {
      const { 'content-length': _, ...rest } = headers;
      response.writeHead(status, rest);
      response.flushHeaders();
      response.socket.write('xyz\r\nnot a chunk\r\n');
    },
  }),
  /** Sends all but the last byte, then FIN. */
  cut: () => ({
    answer: ({ status, headers, body }, response) => {
      response.writeHead(status, { ...headers, 'content-length': body.length });
      response.write(body.subarray(0, -1), () => response.destroy());
    },
  }),
};

/**
 * The faults of one server, asked request by request. What they have in common:
 * `during` (the phase: drain, return, always), `oneIn` (every n-th request of the phase), `firstMs`
 * (only so long after the phase began), `only` (the kind of client connection: new = opened in the
 * phase, old = opened before it; odd = every 20th connection).
 */
export function requestFaults(specs, maintenance) {
  const faults = specs
    .filter(({ fault }) => fault in REQUEST_FAULTS)
    .map((spec) => ({
      ...REQUEST_FAULTS[spec.fault](spec),
      strikes: selection(spec, maintenance),
    }));
  return {
    /** Resolves with true if the request needs no further answer. */
    async strike(visit) {
      visit.changes = [];
      for (const { strikes, request, answer } of faults) {
        if (!strikes(visit)) continue;
        if (answer) visit.changes.push(answer);
        if (request && (await request(visit)) === true) return true;
      }
      return false;
    },
  };
}

function selection({ during = 'drain', oneIn = 1, firstMs, only, method }, maintenance) {
  let count = 0;
  return ({ request }) => {
    if (during !== 'always' && maintenance.phase !== during) return false;
    if (firstMs !== undefined && performance.now() - maintenance.sinceMs > firstMs) return false;
    if (method !== undefined && request.method !== method) return false;
    if (only !== undefined && !CLIENTS[only](request.socket, maintenance)) return false;
    return count++ % oneIn === 0;
  };
}

const CLIENTS = {
  new: ({ openedMs }, { sinceMs }) => openedMs >= sinceMs,
  old: ({ openedMs }, { sinceMs }) => openedMs < sinceMs,
  odd: ({ index }) => index % 20 === 0,
};
