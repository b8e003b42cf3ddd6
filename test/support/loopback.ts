/**
 * How many blocks a process has. Several tests of a chain run side by side in one file, and a test
 * keeps its block until its leftovers have been searched for, when the next test has already begun.
 */
const BLOCKS = 12;
const first = 1 + BLOCKS * (process.pid % 5_416);

/**
 * Loopback blocks of a test process: 127.A.B, with A.B computed from the process id, so that test
 * files and whole test runs that go side by side never use the same address. macOS has only
 * 127.0.0.1; CI adds the others of 127.0.0.x to its lo0.
 */
const blocks = Array.from({ length: BLOCKS }, (_, index) =>
  process.platform === 'darwin'
    ? '127.0.0'
    : `127.${1 + Math.floor((first + index) / 256)}.${(first + index) % 256}`,
);

/** For `--loopback`, if tests run one after the other. */
export const [loopbackBlock = ''] = blocks;

/** `127.A.B.host`, host 1..254. */
export function loopback(host: number): string {
  return `${loopbackBlock}.${host}`;
}

const free = [...blocks];

/** A block for a test that runs beside others, until it returns the block. */
export function takeBlock(): { readonly block: string; giveBack(): void } {
  const block = free.pop();
  if (block === undefined) throw new Error(`no more than ${BLOCKS} tests at a time`);
  return { block, giveBack: () => free.push(block) };
}
