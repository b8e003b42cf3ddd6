import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { addressToHex } from '../../../src/host/sockets/proc-address.js';
import { countEstablished } from '../../../src/host/sockets/sockets.js';
import { loopback } from '../../support/loopback.js';

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const act of cleanUp.splice(0)) act();
});

function procNet(tcp: string, tcp6?: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-proc-'));
  cleanUp.push(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'tcp'), tcp);
  if (tcp6 !== undefined) writeFileSync(join(directory, 'tcp6'), tcp6);
  return directory;
}

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when\n';
const row = (local: string, remote: string, state: string) =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000\n`;

describe('addresses in /proc', () => {
  it.each([
    ['127.0.0.1', '0100007F'],
    ['::1', '00000000000000000000000001000000'],
    ['::ffff:127.0.0.1', '0000000000000000FFFF00000100007F'],
  ])('%s', (address, hex) => {
    expect(addressToHex(address)).toBe(hex);
  });

  it('refuses a name', () => {
    expect(() => addressToHex('localhost')).toThrow('"localhost" is no IPv4 or IPv6 address');
  });
});

describe('established connections', () => {
  it('counts connecting ends only, dual-stack ones too', async () => {
    const directory = procNet(
      HEAD +
        row('0100007F:1F90', '00000000:0000', '0A') +
        row('0100007F:8000', '0100007F:1F90', '01') +
        row('0100007F:1F90', '0100007F:8000', '01') +
        row('0200007F:8001', '0100007F:1F90', '01') +
        row('0200007F:8002', '0100007F:1F90', '06'),
      HEAD +
        row('0000000000000000FFFF00000100007F:8003', '0000000000000000FFFF00000100007F:1F90', '01'),
    );
    const to = { address: '127.0.0.1', port: 8080 };
    expect(await countEstablished(to, directory)).toBe(3);
  });

  it('counts lines that lie across the chunks of a long file', async () => {
    const line = row('0100007F:8000', '0100007F:1F90', '01');
    const directory = procNet(HEAD + line.repeat(20_000));
    expect(await countEstablished({ address: '127.0.0.1', port: 8080 }, directory)).toBe(20_000);
  });

  it('says null where the kernel has no such file', async () => {
    expect(await countEstablished({ address: '127.0.0.1', port: 1 }, '/nowhere')).toBeNull();
  });

  it.runIf(process.platform === 'linux')('agrees with sockets that are really open', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined));
    const address = loopback(7);
    server.listen(0, address);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const sockets: Socket[] = [];
    cleanUp.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    for (let i = 0; i < 5; i += 1) {
      const socket = connect({ host: address, port });
      sockets.push(socket);
      await once(socket, 'connect');
    }
    expect(await countEstablished({ address, port })).toBe(5);
  });
});
