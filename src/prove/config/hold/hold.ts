import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TidegateError } from '../../../lib/errors.js';
import { setPorts } from '../../kernel/sysctl.js';
import type { Held, HoldOrder } from '../hold-order.js';
import { ClientEnds, Clients } from './client.js';
import { addLoAddresses } from './lo-addresses.js';
import { serveNames } from './name-server.js';
import { openUntilFull } from './open-until-full.js';
import { explainRefusal } from './refusal.js';
import { startProxy } from './start-proxy.js';
import { listenAsBackends } from './stub-backends.js';

/** Runs one configuration in this process's namespace, and opens connections until it is full. */
export async function hold(order: HoldOrder): Promise<Held> {
  setPorts(order.portRange, order.reserved);
  await addLoAddresses(order.addresses);
  nameHosts(order);
  const clients = new Clients(new ClientEnds(order.clientPortsOutside));
  const stubs = await listenAsBackends(order.backends, (client) => clients.arrived(client));
  const names = order.asksNames ? await serveNames(order.hosts) : null;
  const { proxy, leftOut, said } = await startProxy(order);
  if (!proxy) {
    const none = { held: 0, firstRefusal: null, ways: [], refused: null };
    return { ...none, leftOut, notStarted: said };
  }
  const full = await openUntilFull(order, clients);
  const refused = full.seen === null ? null : await explainRefusal(order, full.seen);
  proxy.kill('SIGKILL');
  clients.closeAll();
  for (const stub of stubs) stub.close();
  names?.close();
  const { held, firstRefusal, ways } = full;
  return { held, firstRefusal, ways, refused, leftOut, notStarted: null };
}

/** In a mount namespace of its own, so that the host's /etc/hosts stays unchanged. */
function nameHosts({ hosts, directory }: HoldOrder): void {
  const file = join(directory, 'hosts');
  const lines = Object.entries(hosts).map(([name, address]) => `${address} ${name}\n`);
  writeFileSync(file, lines.join(''));
  const mounted = spawnSync('mount', ['--bind', file, '/etc/hosts'], { encoding: 'utf8' });
  if (mounted.status === 0) return;
  throw new TidegateError('NAMESPACE_DENIED', 'no /etc/hosts can be put in place', {
    said: mounted.stderr?.trim().split('\n') ?? [],
    hint: 'Run it as root, or where a mount namespace of its own is permitted.',
  });
}
