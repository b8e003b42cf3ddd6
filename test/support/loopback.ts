/**
 * Loopback addresses of a test file's own: 127.A.B.x, with A.B drawn from the process id, so
 * that test files, and whole test runs, that go side by side never meet on an address.
 */
const block = 1 + (process.pid % 65_000);
const A = 1 + Math.floor(block / 256);
const B = block % 256;

/** `127.A.B.host`, host 1..254. */
export function loopback(host: number): string {
  return `127.${A}.${B}.${host}`;
}

/** The block itself, for `--loopback`. */
export const loopbackBlock = `127.${A}.${B}`;
