import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Backend } from './backend.mjs';
import { startBundledServer } from './bundled-server.mjs';
import { Frontend } from './frontend.mjs';
import { Maintenance } from './maintenance.mjs';
import { startReal } from './real.mjs';

/** Last number of each part's address, within the deployment's block. */
const HOSTS = { frontend: 1, a: 2, b: 3, c: 4, 'server-a': 12, 'server-b': 13 };

/**
 * What a deployment is made of.
 * @typedef {object} Made
 * @property {object} [frontend] options of Frontend, or `haproxy` or `nginx`: a file in real/
 * @property {object} [backend] options of every Backend, or `nginx`: a file in real/
 * @property {object} [a] further options of backend a
 * @property {object} [b] further options of backend b
 * @property {object} [c] options of a third one, which stands in for one that is down
 * @property {boolean} [three] the third one is a backend as the others are
 * @property {boolean} [bundled] Tidegate's own backend server stands behind each backend
 */

/**
 * Starts a frontend and backends, each on its own address.
 * @param {Made} made
 * @param {{ block: string, port: number }} place with the block `127.1.2` the frontend is 127.1.2.1
 */
export async function startDeployment(made, { block, port }) {
  const at = (part) => ({ address: `${block}.${HOSTS[part]}`, port });
  const directory = mkdtempSync(join(tmpdir(), 'broken-'));
  const maintenance = new Maintenance(directory);
  const names = made.c ? ['a', 'b', 'c'] : ['a', 'b'];
  const started = [];
  const backends = {};
  const stop = async () => {
    maintenance.stop();
    for (const part of started.reverse()) await part.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  const start = { at, names, directory, maintenance };
  try {
    for (const name of names) {
      if (made.bundled) started.push(await startBundledServer({ name, ...at(`server-${name}`) }));
      backends[name] = await startBackend(made, name, start);
      started.push(backends[name]);
    }
    started.push(await startFrontend(made, start));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: urlOf(at('frontend')),
    backendUrls: names.map((name) => urlOf(at(name))),
    /** The file that is a backend's maintenance page. */
    fileOf: (name) => maintenance.fileOf(name),
    /** Requests that have begun at a backend, without health checks. */
    countAt: (name) => backends[name].count,
    stop,
  };
}

function startBackend(made, name, { at, directory, maintenance }) {
  const options = { ...made.backend, ...made[name] };
  if (options.nginx) {
    return startReal({
      program: 'nginx',
      config: options.nginx,
      words: { self: hostOf(at(name)), name, pages: directory },
      prefix: join(directory, name),
      listen: at(name),
    });
  }
  const server = made.bundled ? at(`server-${name}`) : null;
  return new Backend({ name, listen: at(name), server, ...options }, maintenance).start();
}

function startFrontend(made, { at, names, directory, maintenance }) {
  const { frontend = {} } = made;
  const program = ['haproxy', 'nginx'].find((name) => name in frontend);
  const listen = at('frontend');
  if (program) {
    return startReal({
      program,
      config: frontend[program],
      words: { self: hostOf(listen), a: hostOf(at('a')), b: hostOf(at('b')) },
      prefix: join(directory, 'frontend'),
      listen,
    });
  }
  const peers = names.map((name) => ({ name, ...at(name), backup: name === 'c' && !made.three }));
  return new Frontend({ listen, peers, ...frontend }, maintenance).start();
}

const hostOf = ({ address, port }) => `${address}:${port}`;
const urlOf = (endpoint) => `http://${hostOf(endpoint)}`;
