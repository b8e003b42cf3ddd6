import { expect, test } from 'vitest';
import { relocate } from '../../../src/config/nginx/relocate.js';

test('moves every 127.0.0.N, in listens, servers and map values', () => {
  expect(relocate('server 127.0.0.3:8080 max_conns=30000;', '127.9.8')).toBe(
    'server 127.9.8.3:8080 max_conns=30000;',
  );
  expect(relocate('"~^2" 127.0.0.2;', '127.9.8')).toBe('"~^2" 127.9.8.2;');
  expect(relocate('listen 127.0.0.1:8080;', '127.9.8')).toBe('listen 127.9.8.1:8080;');
});

test('a listen without an address gets the first address of the block', () => {
  expect(relocate('    listen 80;', '127.9.8')).toBe('    listen 127.9.8.1:80;');
  expect(relocate('    listen *:80 backlog=9;', '127.9.8')).toBe(
    '    listen 127.9.8.1:80 backlog=9;',
  );
});

test('other addresses, ports and numbers stay as they are', () => {
  const text = 'listen 10.0.0.1:80;\nserver 1127.0.0.1:80;\nkeepalive 80;\n';
  expect(relocate(text, '127.9.8')).toBe(text);
});
