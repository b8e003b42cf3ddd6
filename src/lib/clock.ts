/**
 * Milliseconds on CLOCK_MONOTONIC, which all processes of a host share, so the records of load,
 * proxy and backend can be compared.
 */
export function monotonicMs(): number {
  return origin + performance.now();
}

const origin = originMs();

function originMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6 - performance.now();
}
