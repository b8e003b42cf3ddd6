/**
 * Milliseconds on CLOCK_MONOTONIC, which all processes of one host share, so that the load's,
 * the proxy's and the backend's records can be laid side by side.
 */
export function monotonicMs(): number {
  return origin + performance.now();
}

const origin = originMs();

function originMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6 - performance.now();
}
