import type { CloseReason, Connection, ConnectionHandler } from '../../net/loop.js';
import type { RequestEntry, ServerBook } from '../server-book.js';

/** `/tunnel` after its 101: sends every byte back, and FIN after the client's FIN. */
export class EchoTunnel implements ConnectionHandler {
  private readonly book: ServerBook;
  private readonly entry: RequestEntry;

  constructor(book: ServerBook, entry: RequestEntry) {
    this.book = book;
    this.entry = entry;
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
    this.book.ended(this.entry, reason === 'fin' ? 'complete' : 'cut');
    this.book.closed(connection, reason, false);
  }
}
