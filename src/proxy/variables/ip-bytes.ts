import { isIP } from 'node:net';

/** An address as the 4 or 16 bytes that it stands for, one byte a character; '' for no address. */
export function ipBytes(address: string): string {
  const kind = isIP(address);
  if (kind === 4) return String.fromCharCode(...address.split('.').map(Number));
  return kind === 6 ? String.fromCharCode(...ipv6Bytes(address)) : '';
}

/** The 16 bytes of an IPv6 literal, with or without a zone. */
export function ipv6Bytes(address: string): readonly number[] {
  const [bare = ''] = address.split('%', 1);
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(bare);
  const [, start = '', a, b, c, d] = dotted ?? [];
  const pair = (high = '', low = ''): string => (Number(high) * 256 + Number(low)).toString(16);
  const text = dotted === null ? bare : `${start}${pair(a, b)}:${pair(c, d)}`;
  const [head = '', tail = ''] = text.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  const words = [...before, ...zeros, ...after].map((word) => Number.parseInt(word, 16));
  return words.flatMap((word) => [word >> 8, word & 255]);
}
