import { expect, test } from 'vitest';
import { Gatherer } from '../../../../src/proxy/http/heads/gatherer.js';
import { HeadReader } from '../../../../src/proxy/http/heads/head-reader.js';

test('gives back what was added, in order, and begins anew after clear', () => {
  const gatherer = new Gatherer();
  const pieces = Array.from({ length: 500 }, (_, index) => `piece ${index};`);
  for (const piece of pieces) gatherer.add(Buffer.from(`<${piece}>`), 1, piece.length + 1);
  expect(gatherer.bytes.toString()).toBe(pieces.join(''));
  expect(gatherer.length).toBe(pieces.join('').length);
  gatherer.clear();
  expect(gatherer.bytes.length).toBe(0);
  gatherer.add(Buffer.from('new'), 0, 3);
  expect(gatherer.bytes.toString()).toBe('new');
});

test('a thousand heads that come byte by byte cost little more than their bytes', () => {
  const readers = Array.from({ length: 1000 }, () => new HeadReader());
  const byte = Buffer.from('x');
  const before = process.memoryUsage();
  for (const reader of readers) for (let at = 0; at < 1000; at++) reader.read(byte, 0, 1);
  const after = process.memoryUsage();
  const grown = after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers;
  // A Buffer for each byte would hold a hundred times the million that was sent.
  expect(grown).toBeLessThan(20e6);
  expect(readers.reduce((sum, reader) => sum + reader.size, 0)).toBe(1e6);
});
