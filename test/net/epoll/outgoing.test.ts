import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Kernel } from '../../../src/net/epoll/kernel.js';
import { Outgoing, type Sender } from '../../../src/net/epoll/outgoing.js';

const ROOM = 256;

class Received implements Sender {
  text = '';
  sends = 0;

  sendGathered(bytes: Buffer, start: number, end: number): void {
    this.text += bytes.toString('latin1', start, end);
    this.sends++;
  }
}

const gathering = () =>
  new Outgoing({ writeBuffer: Buffer.alloc(ROOM) } as Pick<Kernel, 'writeBuffer'> as Kernel);

test('every sender is given its own bytes in order', () => {
  const writes = fc.array(
    fc.record({
      sender: fc.nat({ max: 2 }),
      length: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: ROOM + 20 })),
      kind: fc.constantFrom('text', 'bytes', 'flush'),
    }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(writes, (all) => {
      const outgoing = gathering();
      const senders = [new Received(), new Received(), new Received()];
      const expected = ['', '', ''];
      for (const [index, { sender, length, kind }] of all.entries()) {
        const text = String.fromCharCode(192 + index).repeat(length);
        const to = senders[sender] as Received;
        if (kind === 'flush') {
          outgoing.flush();
          continue;
        }
        const around = Buffer.from(`<${text}>`, 'latin1');
        const taken =
          kind === 'text' ? outgoing.addText(to, text) : outgoing.add(to, around, 1, length + 1);
        expect(taken).toBe(length <= ROOM);
        if (taken) expected[sender] += text;
      }
      outgoing.flush();
      expect(senders.map(({ text }) => text)).toEqual(expected);
    }),
  );
});

test('writes of one sender in a row are one send', () => {
  const outgoing = gathering();
  const [one, other] = [new Received(), new Received()];
  outgoing.addText(one, 'head ');
  outgoing.add(one, Buffer.from('body'), 0, 4);
  outgoing.addText(other, 'else');
  outgoing.addText(one, ' more');
  outgoing.flush();
  outgoing.flush();
  expect([one.text, one.sends, other.text, other.sends]).toEqual(['head body more', 2, 'else', 1]);
});
