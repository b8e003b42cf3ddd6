import type { CloseReason, Connection, ConnectionHandler } from '../net/loop.js';
import { responseStart } from '../proxy/http/answer.js';
import type { Ask } from './backend-answer.js';

/** `/tunnel`: after the 101, every byte comes back; after the client's FIN, so does ours. */
export class EchoTunnel implements ConnectionHandler {
  readonly #ended: Ask['ended'];
  readonly #onClose: (connection: Connection, reason: CloseReason) => void;

  constructor(ask: Ask, onClose: (connection: Connection, reason: CloseReason) => void) {
    const { session, marks } = ask;
    this.#ended = ask.ended;
    this.#onClose = onClose;
    session.out.prepare(
      `${responseStart('101 Switching Protocols')}Upgrade: tidegate-echo\r\n` +
        `Connection: upgrade\r\n${marks}\r\n`,
    );
    session.out.flush();
    const early = session.detach();
    session.connection.handler = this;
    if (early !== null) this.onData(session.connection, early, early.length);
  }

  onOpen(): void {}

  onData(connection: Connection, bytes: Buffer, length: number): void {
    if (!connection.write(bytes, 0, length)) connection.pause();
  }

  onDrain(connection: Connection): void {
    connection.resume();
  }

  onEnd(connection: Connection): void {
    connection.end();
  }

  onClose(connection: Connection, reason: CloseReason): void {
    this.#ended(reason === 'fin' ? 'complete' : 'cut');
    this.#onClose(connection, reason);
  }
}
