import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { bothProxies } from '../../proxy/support/both-proxies.js';
import { nginxIsHere } from '../../proxy/support/program.js';
import { RawClient } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';

/** What happens to a client that goes on sending after a refusal: lingering_close, _time and _timeout. */
const PORT = 8000;
const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n';

const SERVERS = {
  usual: '',
  off: 'lingering_close off;',
  always: 'lingering_close always; lingering_timeout 1s;',
  short: 'lingering_time 1s;',
  impatient: 'lingering_timeout 1s;',
};
type Name = keyof typeof SERVERS;
const names = Object.keys(SERVERS) as Name[];
const addressOf = (name: Name): string => loopback(1 + names.indexOf(name));
/** The listener that starts last: once it accepts connections, all do. */
const front = { address: addressOf('impatient'), port: PORT };

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  client_max_body_size 1k;
  ${names
    .map((name) => `server { listen ${addressOf(name)}:${PORT}; ${SERVERS[name]} location / { } }`)
    .join('\n')}
}`;

/** The pauses between the parts of a body that are sent after the refusal; then the client ends. */
const PLAYS: readonly (readonly [name: Name, pausesMs: readonly number[]])[] = [
  ['usual', [50, 50, 50]],
  ['off', [50, 50, 50, 50]],
  ['always', [50, 50]],
  // Longer than all of lingering_time, and never silent for long.
  ['short', Array<number>(10).fill(250)],
  ['impatient', [2000, 100]],
];

async function play([name, pausesMs]: (typeof PLAYS)[number]): Promise<object> {
  const client = await RawClient.open(addressOf(name), PORT);
  client.write(`${HEAD}some of it`);
  await client.until((text) => text.includes('</html>'));
  for (const ms of pausesMs) {
    await delay(ms);
    client.write('and more of it');
  }
  const { bytes, end } = await client.ended();
  return { status: bytes.toString('latin1').slice(0, 12), end };
}

describe.skipIf(!nginxIsHere())('who sends on after a refusal', () => {
  let ends: Awaited<ReturnType<typeof bothProxies<object[]>>>;

  beforeAll(async () => {
    ends = await bothProxies({ config: CONFIG, front }, () => Promise.all(PLAYS.map(play)));
  }, 60_000);

  test.each(PLAYS.map(([name], index) => [name, index] as const))('%s', (_, index) => {
    expect(ends.tidegate[index]).toEqual(ends.nginx[index]);
  });

  test('some are reset and some are not', () => {
    expect(new Set(ends.nginx.map((end) => JSON.stringify(end))).size).toBe(2);
  });
});
