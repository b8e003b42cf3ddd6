import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { answerTo } from '../../../../src/prove/config/hold/name-server.js';

it("gives a resolver the addresses of the configuration's names, and no others", async () => {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const answer = answerTo(query, { 'app.internal': '198.18.0.1' });
    if (answer) socket.send(answer, port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  try {
    expect(await resolver.resolve4('APP.internal')).toEqual(['198.18.0.1']);
    await expect(resolver.resolve4('other.internal')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(resolver.resolve6('app.internal')).rejects.toMatchObject({ code: 'ENODATA' });
  } finally {
    socket.close();
  }
});

it('answers nothing to what is no question', () => {
  expect(answerTo(Buffer.from('short'), {})).toBe(null);
  expect(answerTo(Buffer.alloc(40, 0xff), {})).toBe(null);
});
