import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { bothProxies } from '../proxy/support/both-proxies.js';
import { listening } from '../proxy/support/listening.js';
import { loopback } from '../support/loopback.js';
import { SERVERS, type ServerName, type TargetInput } from './targets-inputs.js';

/** The outcome of one input. */
export interface TargetOutcome {
  readonly responses: readonly TargetResponse[];
  /** `held`: the proxy neither answered nor ended the connection in time. */
  readonly end: 'fin' | 'rst' | 'held';
}

interface TargetResponse {
  readonly status: number;
  /** Empty for a page of the proxy's own. Otherwise what the origin received, or the variables. */
  readonly body: string;
}

const PORT = 8000;
const origin = { address: loopback(100), port: 8080 };
const addressOf = (server: ServerName): string => loopback(1 + SERVERS.indexOf(server));

/** Follows each input on its connection. Its answer shows that the connection was kept. */
export const PROBE = 'GET /probe HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n';

/** Ends connections that are held; the comparison does not wait longer for them. */
const SECONDS = 2;
const SAID =
  '$request_method|$request_uri|$uri|$args|$host|$http_host|$server_name|$request|$server_protocol';
const PASSING = `proxy_set_header X-Host $host; proxy_set_header X-Http-Host $http_host;
  proxy_set_header X-Server $server_name; proxy_http_version 1.1; proxy_set_header Connection "";`;

const LOCATIONS: Readonly<Record<ServerName, string>> = {
  pass: `location / { ${PASSING} proxy_pass http://origin; }`,
  replace: `location / { ${PASSING} proxy_pass http://origin/new/; }`,
  said: `location / { return 200 "${SAID}"; }`,
  slashes: `merge_slashes off; location / { ${PASSING} proxy_pass http://origin; }`,
  names: `location / { return 200 "${SAID}"; }`,
};

const NAMED = ['h', 'example.com', '*.example.com', '[::1]', '"~^(?<n>a.*)b$"', 'a.*'];

function serverText(server: ServerName): string {
  const listen = `listen ${addressOf(server)}:${PORT};`;
  const block = (name: string): string =>
    `server { ${listen} server_name ${name}; location = /probe { return 200 probe; }
      ${LOCATIONS[server]} }`;
  return [block('default'), ...(server === 'names' ? NAMED.map(block) : [])].join('\n');
}

const CONFIG = `worker_processes 1; events { worker_connections 1000; } http {
  client_header_timeout ${SECONDS}s; client_body_timeout ${SECONDS}s; default_type text/plain;
  lingering_timeout 1s; keepalive_requests 1000000;
  upstream origin { server ${origin.address}:${origin.port}; keepalive 64; keepalive_requests 1000000; }
  ${SERVERS.map(serverText).join('\n')}
}`;

/** Gives all inputs to both proxies; the outcomes are in the order of the inputs. */
export async function playTargets(
  inputs: readonly TargetInput[],
): Promise<Record<'nginx' | 'tidegate', readonly TargetOutcome[]>> {
  const echo = await listening(createServer(serveEcho), origin.address, origin.port);
  try {
    const front = { address: addressOf('pass'), port: PORT };
    return await bothProxies({ config: CONFIG, front }, () => askAll(inputs));
  } finally {
    await echo.close();
  }
}

/** How many connections are open at a time. */
const AT_ONCE = 50;

async function askAll(inputs: readonly TargetInput[]): Promise<TargetOutcome[]> {
  const outcomes: TargetOutcome[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < inputs.length) {
      const at = next++;
      outcomes[at] = await askOne(inputs[at] as TargetInput);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  return outcomes;
}

async function askOne({ server, wire }: TargetInput): Promise<TargetOutcome> {
  const socket = connect({ host: addressOf(server), port: PORT });
  const pieces: Buffer[] = [];
  let end: TargetOutcome['end'] = 'fin';
  socket.setTimeout((SECONDS + 4) * 1000, () => {
    end = 'held';
    socket.destroy();
  });
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  socket.on('error', () => {
    end = 'rst';
  });
  socket.write(Buffer.from(wire + PROBE, 'latin1'));
  await once(socket, 'close').catch(() => undefined);
  const bytes = Buffer.concat(pieces).toString('latin1');
  return { responses: responsesIn(bytes, wire.startsWith('HEAD ')), end };
}

/** @param headFirst the first response has no body, whatever its length says. */
function responsesIn(text: string, headFirst: boolean): TargetResponse[] {
  const responses: TargetResponse[] = [];
  for (let at = 0; at < text.length; ) {
    const headEnd = text.indexOf('\r\n\r\n', at);
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(text.slice(at, at + 13))?.[1];
    if (headEnd < 0 || status === undefined) {
      // HTTP/0.9, or a response that was cut.
      responses.push({ status: 0, body: text.slice(at) });
      break;
    }
    const length = Number(/^content-length: (\d+)$/im.exec(text.slice(at, headEnd))?.[1] ?? 0);
    const start = headEnd + 4;
    const bodiless = headFirst && responses.length === 0 && !isCompleteBody(text, start, length);
    const told = /^x-head: ([0-9a-f]+)$/im.exec(text.slice(at, headEnd))?.[1];
    const said = bodiless ? '' : text.slice(start, start + length);
    const body = told === undefined ? said : Buffer.from(told, 'hex').toString('latin1');
    responses.push({ status: Number(status), body: Number(status) < 300 ? body : '' });
    at = bodiless ? start : start + length;
  }
  return responses;
}

/** A refused HEAD request may be answered with a body: then the bytes that follow are no response. */
function isCompleteBody(text: string, start: number, length: number): boolean {
  return length > 0 && text.length >= start + length && !text.startsWith('HTTP/1.1 ', start);
}

/** Answers each request with the bytes that it received. */
function serveEcho(socket: Socket): void {
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
    for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
      const head = text.slice(0, end + 4);
      text = text.slice(head.length);
      // In a field, because the answer to HEAD has no body.
      const told = `X-Head: ${Buffer.from(head, 'latin1').toString('hex')}`;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${told}\r\n\r\n`);
    }
  });
}
