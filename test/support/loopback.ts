const block = 1 + (process.pid % 65_000);

/**
 * Loopback addresses of a test process's own: 127.A.B.x, with A.B drawn from the process id, so
 * that test files, and whole test runs, that go side by side never meet on an address. macOS has
 * 127.0.0.1 alone; CI gives its lo0 the others of 127.0.0.x.
 */
export const loopbackBlock =
  process.platform === 'darwin' ? '127.0.0' : `127.${1 + Math.floor(block / 256)}.${block % 256}`;

/** `127.A.B.host`, host 1..254. */
export function loopback(host: number): string {
  return `${loopbackBlock}.${host}`;
}
