import http from 'node:http';
import { APPLICATIONS } from './applications.mjs';
import { requestFaults } from './faults.mjs';
import { createPeer, relay, relayTunnel, send } from './relay.mjs';

const HEALTH = '/health_check/';
const SERVING = { status: 200, headers: {}, body: 'serving\n' };

/**
 * @typedef {object} BackendOptions
 * @property {string} name
 * @property {{ address: string, port: number }} listen
 * @property {string} [app] a name in applications.mjs
 * @property {{ address: string, port: number }} [server] a bundled backend server that gets
 *   everything, instead of an application
 * @property {object[]} [faults] see faults.mjs
 * @property {boolean} [named] false = answers carry no X-Backend
 * @property {string} [healthPath]
 * @property {{ status?: number, body?: string, silent?: boolean }} [health] instead of the serving answer
 * @property {number} [pageStatus]
 * @property {boolean} [chunkedPage]
 * @property {string[]} [pageOf] the backends whose page it shows, instead of its own
 * @property {boolean} [pageEverywhere] every path shows the page, and not only the health path
 * @property {number} [closesAfterMs] the server goes down so long after the flip
 * @property {number} [losesPageAfterMs] its maintenance ends by itself so long after the flip
 */

/**
 * A backend proxy with its application: the place where maintenance is switched and health is
 * asked. Without further options it is right.
 */
export class Backend {
  /** @param {BackendOptions} options */
  constructor(options, maintenance) {
    this.options = { app: 'page', faults: [], named: true, healthPath: HEALTH, ...options };
    this.maintenance = maintenance;
    this.count = 0;
    this.faults = requestFaults(this.options.faults, maintenance);
    this.peer = options.server && createPeer({ name: options.name, ...options.server });
    this.server = http.createServer({ keepAliveTimeout: 0, requestTimeout: 0 });
    this.server.on('connection', (socket) => {
      socket.openedMs = performance.now();
      socket.on('error', () => undefined);
    });
    this.server.on('request', (request, response) => void this.serve(request, response));
    this.server.on('upgrade', (request, socket, head) => {
      if (this.peer) relayTunnel(request, socket, head, this.peer);
      else socket.end('HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n');
    });
    this.#goDown();
    this.#losePage();
  }

  async start() {
    const { port, address } = this.options.listen;
    await new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, address, 4096, resolve);
    });
    return this;
  }

  /** The page to be shown now; null = serve. */
  get page() {
    const { name, pageOf = [name] } = this.options;
    const pages = pageOf.map((backend) => this.maintenance.pageOf(backend));
    return pages.find((page) => page !== null) ?? null;
  }

  async serve(request, response) {
    const { healthPath, health, pageEverywhere } = this.options;
    const isHealth = request.url === healthPath;
    const page = isHealth || pageEverywhere ? this.page : null;
    if (page !== null) this.#showPage(response, page);
    else if (isHealth && health?.silent) return;
    else if (isHealth) this.#answer(response, { ...SERVING, ...health });
    else {
      this.count++;
      const visit = { request, response };
      if (await this.faults.strike(visit)) return;
      if (this.peer) relay(visit, this.peer, null);
      else await this.#apply(visit);
    }
  }

  async #apply({ request, response, changes }) {
    const { name, app } = this.options;
    const answer = await APPLICATIONS[app]({ name, request, count: this.count });
    if (changes.length === 0) return this.#answer(response, answer);
    const headers = { ...this.#marks(), ...answer.headers };
    for (const change of changes)
      change({ ...answer, headers, body: Buffer.from(answer.body) }, response);
  }

  #showPage(response, body) {
    const { pageStatus = 200, chunkedPage } = this.options;
    const pieces = chunkedPage ? [body] : undefined;
    this.#answer(response, { status: pageStatus, headers: {}, body, pieces });
  }

  #marks() {
    const { name, named } = this.options;
    return named ? { 'x-backend': name } : {};
  }

  #answer(response, { status, headers, body, pieces }) {
    const marked = { ...this.#marks(), ...headers };
    if (!pieces) {
      const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) };
      return send(response, { status, headers: { ...marked, ...length }, body });
    }
    response.writeHead(status, marked);
    for (const piece of pieces) response.write(piece);
    response.end();
  }

  #goDown() {
    const { closesAfterMs, name, listen } = this.options;
    if (closesAfterMs === undefined) return;
    this.maintenance.on('drain', () => {
      if (!this.maintenance.isOn(name)) return;
      setTimeout(() => this.server.close(), closesAfterMs);
    });
    this.maintenance.on('return', () => this.server.listen(listen.port, listen.address));
  }

  #losePage() {
    const { losesPageAfterMs, name } = this.options;
    if (losesPageAfterMs === undefined) return;
    this.maintenance.once('drain', () => {
      setTimeout(() => this.maintenance.lose(name), losesPageAfterMs);
    });
  }

  async stop() {
    this.peer?.agent.destroy();
    this.server.close();
    this.server.closeAllConnections();
  }
}
