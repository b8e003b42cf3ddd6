import http from 'node:http';
import { addClientFaults } from './client-faults.mjs';
import { requestFaults } from './faults.mjs';
import { watchHealth } from './health-watch.mjs';
import { createPeer, endTunnel, relay, relayTunnel } from './relay.mjs';

/**
 * @typedef {object} FrontendOptions
 * @property {{ address: string, port: number }} listen
 * @property {object[]} peers its backends
 * @property {object[]} [faults] see faults.mjs and client-faults.mjs
 * @property {object | null} [check] see health-watch.mjs; null = health is never asked
 * @property {number | null} [waitMs] the waiting timeout; null = what is established is never ended
 * @property {boolean} [cutsTunnels] tunnels end as soon as their backend is down
 * @property {boolean} [pool] false = a connection to the backend for each request
 * @property {boolean} [keepsPool] idle connections to a backend that is down stay open
 * @property {boolean} [pins] a client connection keeps the backend of its first request, down or not
 * @property {number} [leak] each n-th request may go to a backend that is down
 * @property {boolean} [queues] requests for a backend that is down wait until it is up
 * @property {boolean} [failsOpen] where all are down, all are used
 * @property {boolean} [neverReturns] a backend that is healthy again stays out
 * @property {number} [returnsAfterMs] it stays out so much longer
 * @property {number} [forgetsAfterMs] a backend that is down is used again so long after
 * @property {number} [slowStartMs] a backend that is back gets a fifth of its share for so long
 * @property {number | true} [announcesClose] each n-th answer, or each, is the last one on its connection
 * @property {boolean} [untilClose] the end of the connection ends the body
 * @property {boolean} [earlyHints] 103 before each answer
 */

/**
 * A small frontend proxy. Without further options it is right: it checks status and body, sends
 * nothing new to a backend that is down, lets finish what is under way, and ends what is left
 * when the waiting timeout has passed.
 */
export class Frontend {
  clients = new Set();
  turn = 0;
  accepted = 0;

  /** @param {FrontendOptions} options */
  constructor(options, maintenance) {
    this.options = { waitMs: 1000, check: {}, faults: [], ...options };
    this.listen = options.listen;
    this.maintenance = maintenance;
    this.faults = requestFaults(this.options.faults, maintenance);
    this.peers = options.peers.map((peer) =>
      createPeer({
        pool: options.pool,
        ...peer,
        up: true,
        upSinceMs: Number.NEGATIVE_INFINITY,
        waiting: [],
      }),
    );
    this.server = http.createServer({ keepAliveTimeout: 0, requestTimeout: 0 });
    this.server.on('connection', (socket) => this.opened(socket));
    this.server.on('request', (request, response) => void this.serve(request, response));
    this.server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    addClientFaults(this, this.options.faults);
  }

  async start() {
    const { check } = this.options;
    this.stopWatching = this.peers.map((peer) =>
      check === null ? () => undefined : watchHealth(peer, check, (up) => this.changed(peer, up)),
    );
    await new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.listen.port, this.listen.address, 4096, resolve);
    });
    return this;
  }

  opened(socket) {
    socket.openedMs = performance.now();
    socket.index = this.accepted++;
    socket.on('error', () => undefined);
    this.clients.add(socket);
    socket.once('close', () => this.clients.delete(socket));
  }

  async serve(request, response) {
    const { socket } = request;
    const { announcesClose, untilClose, earlyHints } = this.options;
    socket.asked = (socket.asked ?? 0) + 1;
    const isLast = announcesClose !== undefined && socket.asked % Number(announcesClose) === 0;
    const visit = { request, response, announcesClose: isLast, untilClose };
    if (earlyHints) response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    socket.busy = true;
    response.once('close', () => {
      socket.busy = false;
      if (socket.closesNext) socket.end();
    });
    if (await this.faults.strike(visit)) return;
    this.pass(visit, this.peers.length);
  }

  /** Passes a request on, to another backend if the first one cannot be reached. */
  pass(visit, tries) {
    const peer = this.pick(visit.request.socket);
    if (!peer) visit.response.writeHead(503).end('no backend\n');
    else if (peer.up || !this.options.queues) {
      relay(visit, peer, tries > 1 ? () => this.pass(visit, tries - 1) : null);
    } else peer.waiting.push(() => relay(visit, peer, null));
  }

  pick(socket) {
    const { pins, leak, queues, failsOpen, slowStartMs } = this.options;
    if (pins && socket.peer) return socket.peer;
    const main = this.peers.filter(({ backup }) => !backup);
    const all = queues || (leak && this.turn % leak === 0);
    const up = this.peers.filter(
      (peer) => peer.up && (!peer.backup || main.some((one) => !one.up)),
    );
    const usable = slowStartMs ? up.filter((peer) => this.warm(peer)) : up;
    const from = all || (failsOpen && up.length === 0) ? main : usable;
    const peer = from[this.turn++ % from.length];
    socket.peer = peer;
    return peer;
  }

  warm({ upSinceMs }) {
    return performance.now() - upSinceMs > this.options.slowStartMs || this.turn % 5 === 0;
  }

  upgrade(request, socket, head) {
    const peer = this.pick(socket);
    if (this.takesUpgrade?.() === false) return;
    if (peer) relayTunnel(request, socket, head, peer);
    else socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n');
  }

  tunnels() {
    return this.peers.flatMap(({ tunnels }) => [...tunnels]);
  }

  changed(peer, up) {
    const { neverReturns, returnsAfterMs = 0 } = this.options;
    clearTimeout(peer.timer);
    if (!up) this.down(peer);
    else if (!neverReturns) peer.timer = setTimeout(() => this.up(peer), returnsAfterMs);
  }

  up(peer) {
    peer.up = true;
    peer.upSinceMs = performance.now();
    peer.closesIdle = false;
    for (const release of peer.waiting.splice(0)) release();
  }

  down(peer) {
    const { waitMs, cutsTunnels, keepsPool, forgetsAfterMs } = this.options;
    peer.up = false;
    peer.closesIdle = !keepsPool;
    if (peer.closesIdle) closeIdle(peer.agent);
    if (cutsTunnels) for (const tunnel of peer.tunnels) endTunnel(tunnel);
    if (forgetsAfterMs) peer.forgets = setTimeout(() => this.up(peer), forgetsAfterMs);
    const established = [...peer.visits, ...peer.tunnels];
    if (waitMs !== null) peer.timer = setTimeout(() => endAll(peer, established), waitMs);
  }

  async stop() {
    for (const stop of this.stopWatching ?? []) stop();
    for (const peer of this.peers) {
      clearTimeout(peer.timer);
      clearTimeout(peer.forgets);
      peer.agent.destroy();
    }
    this.server.close();
    for (const socket of this.clients) socket.destroy();
  }
}

function closeIdle(agent) {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of [...sockets]) socket.destroy();
  }
}

/** The waiting timeout has passed: connections that are still at the peer are ended. */
function endAll({ visits, tunnels }, established) {
  for (const one of established) {
    if (tunnels.has(one)) endTunnel(one);
    else if (visits.has(one)) one.request.socket.destroy();
  }
}
