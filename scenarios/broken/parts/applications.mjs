import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

const PAGE = `<!doctype html><title>A shop</title>${'<p>Something to buy.</p>\n'.repeat(20)}`;
const LARGE = 'All work and no play makes Jack a dull boy.\n'.repeat(5000);
const SLOW_MS = 1000;

const text = (body) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body });

/**
 * What the backends answer to any path that is not the health check's. Each gets the backend's
 * name and the number of its request, and returns status, headers and body; a body without
 * `content-length` among its headers, given in `pieces`, goes in chunks.
 */
export const APPLICATIONS = {
  /** The same page for every client. */
  page: () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: PAGE }),
  'clock-in-seconds': () => text(`It is ${new Date().toISOString().slice(0, 19)}.\n`),
  'request-counter': ({ count }) => text(`You are visitor ${count}.\n`),
  'random-length': () => text(randomBytes(50 + Math.floor(Math.random() * 2000)).toString('hex')),
  'random-token': () => text(`<input name="csrf" value="${randomUUID()}">\n`),
  'names-itself': ({ name }) => text(`Served by ${name}, ${'.'.repeat(name === 'a' ? 10 : 200)}\n`),
  'chunks-of-any-length': () => ({
    ...text(null),
    pieces: Array.from({ length: 1 + Math.floor(Math.random() * 5) }, () =>
      randomBytes(1 + Math.floor(Math.random() * 500)).toString('hex'),
    ),
  }),
  chunks: () => ({ ...text(null), pieces: [PAGE, 'The end.\n'] }),
  gzip: () => ({
    status: 200,
    headers: { 'content-type': 'text/html', 'content-encoding': 'gzip' },
    body: gzipSync(PAGE),
  }),
  'length-zero': () => ({ status: 200, headers: {}, body: '' }),
  'no-content': () => ({ status: 204, headers: {}, body: null }),
  redirect: () => ({ status: 302, headers: { location: '/login' }, body: 'Go to /login.\n' }),
  'not-found': () => ({ status: 404, headers: {}, body: 'There is nothing here.\n' }),
  unauthorized: () => ({ status: 401, headers: { 'www-authenticate': 'Basic' }, body: 'Who?\n' }),
  'out-of-order': () => ({ status: 500, headers: {}, body: 'Something broke.\n' }),
  /** Requires a token and one host name. */
  guarded: ({ request }) =>
    request.headers.authorization === 'Bearer of-good-news'
      ? text('Come in.\n')
      : { status: 401, headers: {}, body: 'No token.\n' },
  /** Serves one host, as a virtual host does. */
  'one-host': ({ request }) =>
    request.headers.host === 'shop.example'
      ? text('The shop.\n')
      : { status: 404, headers: {}, body: 'No such host.\n' },
  /** Is under a path. */
  'under-a-path': ({ request }) =>
    request.url.startsWith('/app/')
      ? text('The application.\n')
      : { status: 404, headers: {}, body: 'Not here.\n' },
  /** Says where the request came from: the port of the frontend's connection. */
  whoami: ({ request: { socket } }) =>
    text(`RemoteAddr: ${socket.remoteAddress}:${socket.remotePort}\n`),
  /** More than fits into one read. */
  large: () => text(LARGE),
  /** One of two pages, as in an experiment. */
  'two-variants': ({ count }) => text(count % 3 === 0 ? 'Buy now!\n' : 'Please buy something.\n'),
  slow: async () => {
    await delay(SLOW_MS);
    return text('That took a while.\n');
  },
  'twenty-ms': async () => {
    await delay(20);
    return text(PAGE);
  },
  /** One backend is much slower than the other. */
  'slow-b': async ({ name }) => {
    if (name === 'b') await delay(200);
    return text('Here you are.\n');
  },
};
