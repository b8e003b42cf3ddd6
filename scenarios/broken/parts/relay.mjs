import http from 'node:http';
import net from 'node:net';

/** Fields that belong to one connection and are not passed on. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'proxy-connection'];

function endToEnd(headers) {
  const passed = { ...headers };
  for (const name of HOP_BY_HOP) delete passed[name];
  return passed;
}

/** Where requests are passed on to, with its pool of idle connections. */
export function createPeer({ name, address, port, pool = true, ...rest }) {
  const agent = new http.Agent({ keepAlive: pool, maxFreeSockets: 64 });
  const peer = { name, address, port, agent, visits: new Set(), tunnels: new Set(), ...rest };
  agent.on('free', (socket) => {
    if (peer.closesIdle) socket.destroy();
  });
  return peer;
}

/**
 * Passes a request on to a peer and its answer back.
 * @param visit the request, its response, and the faults that change the answer
 * @param otherwise called instead of answering 502 when nothing has come back yet
 */
export function relay(visit, peer, otherwise) {
  const { request, response } = visit;
  const ask = http.request({
    host: peer.address,
    port: peer.port,
    method: request.method,
    path: request.url,
    headers: endToEnd(request.headers),
    agent: peer.agent,
  });
  visit.peer = peer;
  peer.visits.add(visit);
  response.once('close', () => {
    peer.visits.delete(visit);
    if (!response.writableFinished) ask.destroy();
  });
  ask.once('response', (answer) => passBack(visit, answer));
  ask.once('error', () => {
    peer.visits.delete(visit);
    if (response.headersSent) response.destroy();
    else if (request.method === 'GET' && otherwise) otherwise();
    else response.writeHead(502).end('bad gateway\n');
  });
  request.pipe(ask);
}

async function passBack({ response, changes, announcesClose, untilClose }, answer) {
  const headers = endToEnd(answer.headers);
  if (announcesClose || untilClose) headers.connection = 'close';
  if (untilClose) {
    delete headers['content-length'];
    response.useChunkedEncodingByDefault = false;
  }
  if (changes.length === 0) {
    response.writeHead(answer.statusCode, headers);
    // For a while there may be only a head: of a stream, or of a slow answer.
    response.flushHeaders();
    answer.pipe(response);
    answer.once('error', () => response.destroy());
    return;
  }
  const pieces = [];
  for await (const piece of answer) pieces.push(piece);
  const whole = { status: answer.statusCode, headers, body: Buffer.concat(pieces) };
  for (const change of changes) change(whole, response);
}

/** Sends an answer unchanged; a body without a Content-Length is sent in chunks. */
export function send(response, { status, headers, body }) {
  response.writeHead(status, headers);
  response.end(body);
}

/** Passes an upgrade on, and then every byte in both directions. */
export function relayTunnel(request, socket, head, peer) {
  const upstream = net.connect({ host: peer.address, port: peer.port, allowHalfOpen: true });
  const tunnel = { socket, upstream };
  peer.tunnels.add(tunnel);
  upstream.write(rawHead(request));
  upstream.write(head);
  socket.pipe(upstream);
  upstream.pipe(socket);
  for (const [one, other] of [
    [socket, upstream],
    [upstream, socket],
  ]) {
    one.on('error', () => other.destroy());
    one.once('close', () => {
      peer.tunnels.delete(tunnel);
      // Not destroyed, because bytes that the other side still sends would be answered with RST.
      other.end();
      other.resume();
    });
  }
}

/** Ends a tunnel with FIN, towards the backend first, so that what it has echoed still arrives. */
export function endTunnel({ socket, upstream }) {
  socket.unpipe(upstream);
  socket.resume();
  upstream.end();
}

function rawHead({ method, url, rawHeaders }) {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
