import type { Connection } from '../../net/loop.js';

/** Shared by all connections of the process: what is written is copied or sent during the call. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);
const CRLF = Buffer.from('\r\n', 'latin1');

/** Up to so many bytes a loop costs less than the view that `set` copies from. */
const SHORT_BYTES = 128;

function copyToScratch(bytes: Uint8Array, start: number, end: number, at: number): void {
  if (end - start > SHORT_BYTES) scratch.set(bytes.subarray(start, end), at);
  else
    for (let from = start; from < end; from++) scratch[at + from - start] = bytes[from] as number;
}

/** Writes `text` (latin1), and `bytes[start..end)` behind it, as one piece where they fit. */
export function writeText(
  connection: Connection,
  text: string,
  bytes?: Uint8Array,
  start = 0,
  end = bytes?.length ?? 0,
): boolean {
  if (text.length > scratch.length) {
    const flushed = connection.write(Buffer.from(text, 'latin1'));
    return bytes === undefined ? flushed : connection.write(bytes, start, end);
  }
  const length = scratch.write(text, 0, 'latin1');
  if (bytes === undefined || end - start > scratch.length - length) {
    const flushed = connection.write(scratch, 0, length);
    return bytes === undefined ? flushed : connection.write(bytes, start, end);
  }
  copyToScratch(bytes, start, end, length);
  return connection.write(scratch, 0, length + end - start);
}

/** Writes `bytes[start..end)` as one chunk of the chunked coding, `text` before it. */
export function writeChunk(
  connection: Connection,
  text: string,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  const before = `${text}${(end - start).toString(16)}\r\n`;
  if (before.length + end - start + 2 > scratch.length) {
    writeText(connection, before);
    connection.write(bytes, start, end);
    return connection.write(CRLF);
  }
  let length = scratch.write(before, 0, 'latin1');
  copyToScratch(bytes, start, end, length);
  length += end - start;
  length += scratch.write('\r\n', length, 'latin1');
  return connection.write(scratch, 0, length);
}
