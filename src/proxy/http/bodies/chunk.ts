import type { Connection } from '../../../net/loop.js';

/** Writes `bytes[start..end)` as one chunk of the chunked coding, `text` before it. */
export function writeChunk(
  connection: Connection,
  text: string,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  const head = `${text}${(end - start).toString(16)}\r\n`;
  const flushed = connection.writeText(head, bytes, start, end);
  return connection.writeText('\r\n') && flushed;
}
