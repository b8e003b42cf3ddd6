import { connect } from 'node:net';

const EVERY_MS = 100;
const PATIENCE_MS = 10_000;
const REQUEST = 'GET /health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

/**
 * Asks a server for a plain answer, ten times a second, each time on a connection of its own.
 */
export class Health {
  #judge;
  #timer;

  /** @param judge called with the beginning, the milliseconds and what was wrong, or null */
  constructor(address, port, judge) {
    this.#judge = judge;
    this.#timer = setInterval(() => this.#ask(address, port), EVERY_MS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#judge = () => undefined;
  }

  #ask(host, port) {
    const startMs = performance.now();
    const socket = connect({ host, port });
    let answer = '';
    const over = (wrong) => {
      if (answer === null) return;
      answer = null;
      clearTimeout(patience);
      socket.destroy();
      const ms = performance.now() - startMs;
      this.#judge(startMs, ms, wrong);
    };
    const patience = setTimeout(() => over(`no answer within ${PATIENCE_MS} ms`), PATIENCE_MS);
    socket.on('error', (error) => over(error.message));
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
    });
    socket.on('close', () =>
      over(
        answer?.endsWith('\r\n\r\nhealthy')
          ? null
          : `answered ${JSON.stringify(answer?.slice(0, 200))}`,
      ),
    );
    socket.once('connect', () => socket.write(REQUEST));
  }
}
