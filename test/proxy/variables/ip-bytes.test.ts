import { describe, expect, test } from 'vitest';
import { ipBytes } from '../../../src/proxy/variables/ip-bytes.js';

describe('bytes of an address', () => {
  test.each([
    ['127.0.0.1', '7f000001'],
    ['255.254.3.0', 'fffe0300'],
    ['::1', `${'00'.repeat(15)}01`],
    ['2001:db8::ff00:42:8329', '20010db8000000000000ff0000428329'],
    ['::ffff:1.2.3.4', `${'00'.repeat(10)}ffff01020304`],
    ['no address', ''],
  ])('%s', (address, hex) => {
    expect(Buffer.from(ipBytes(address), 'latin1').toString('hex')).toBe(hex);
  });
});
