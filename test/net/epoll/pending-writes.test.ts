import { expect, test } from 'vitest';
import type { Kernel } from '../../../src/net/epoll/kernel.js';
import { PendingWrites } from '../../../src/net/epoll/pending-writes.js';

/**
 * A kernel that accepts at most `room` bytes a call for `calls` calls; the accepted bytes are in
 * `taken`.
 */
function kernel(room: number, calls: number) {
  let left = calls;
  const taken: Buffer[] = [];
  const send = (_fd: number, bytes: Uint8Array, start: number, end: number): number => {
    if (left-- <= 0) return 0;
    const part = Buffer.from(bytes.subarray(start, Math.min(end, start + room)));
    taken.push(part);
    return part.length;
  };
  return { kernel: { send } as unknown as Kernel, text: () => Buffer.concat(taken).toString() };
}

test('what is added before, between and after sends goes out once and in order', () => {
  const pending = new PendingWrites();
  let wanted = '';
  let sent = '';
  for (let round = 0; round < 300; round++) {
    for (let write = 0; write < 1 + (round % 7); write++) {
      const text = `${round}.${write};`.repeat(1 + ((round * write) % 900));
      pending.add(Buffer.from(text), 0, text.length);
      wanted += text;
    }
    const peer = kernel(100 + round * 10, round % 5);
    expect(pending.sendTo(peer.kernel, 3)).toBe(0);
    sent += peer.text();
    expect(pending.bytes).toBe(wanted.length - sent.length);
  }
  const peer = kernel(1e6, 1e6);
  pending.sendTo(peer.kernel, 3);
  expect(sent + peer.text() === wanted).toBe(true);
});
