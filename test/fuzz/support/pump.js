/** Bytes a second that all sockets of a hostile process may send: two cores serve the proxy too. */
const BYTES_PER_SECOND = 8_000_000;

let allowance = BYTES_PER_SECOND / 20;
setInterval(() => {
  allowance = BYTES_PER_SECOND / 20;
}, 50).unref();

/**
 * Writes what a behaviour yields: a Buffer to send, a number of milliseconds to wait, or a word for
 * how to end: `end`, `reset`, `hang`. Waits while the socket is full, and ends with it.
 */
export function pump(socket, steps) {
  let timer = null;
  const go = () => {
    timer = null;
    while (!socket.destroyed) {
      if (allowance <= 0) return again(20);
      const { value, done } = steps.next();
      if (done || value === 'end') return void socket.end();
      if (value === 'hang') return;
      if (value === 'reset') return void socket.resetAndDestroy();
      if (typeof value === 'number') return again(value);
      allowance -= value.length;
      if (!socket.write(value)) return void socket.once('drain', go);
    }
  };
  const again = (ms) => {
    timer = setTimeout(go, ms);
  };
  socket.once('close', () => clearTimeout(timer));
  go();
}
