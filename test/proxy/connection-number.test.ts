import { expect, test } from 'vitest';
import { exchange } from '../support/http/raw-client.js';
import { loopback } from '../support/loopback.js';
import { startParts } from './support/running-proxy.js';

const front = loopback(58);
const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

test('$connection counts the connections of all parts in one row', async () => {
  await startParts(
    'node',
    `http { server { listen ${front}:8000; return 200 "<$connection>"; } }
     stream { server { listen ${front}:8001; return "<$connection>"; } }`,
  );
  const numbers: string[] = [];
  for (const port of [8000, 8001, 8000, 8001]) {
    const { bytes } = await exchange(front, port, port === 8000 ? GET : '');
    numbers.push(/<(\d+)>/.exec(`${bytes}`)?.[1] ?? '');
  }
  expect(numbers).toEqual(['1', '2', '3', '4']);
});
