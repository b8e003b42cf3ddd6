/** What a client of HTTP/2 without TLS sends and receives. Source: RFC 9113, RFC 7541. */
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const FRAME_BYTES = 9;
const TYPE = { headers: 1, reset: 3, settings: 4, goaway: 7 } as const;
const END_STREAM_AND_HEADERS = 0x05;
/** A literal field that is not added to a table, with its name written out (RFC 7541, 6.2.2). */
const LITERAL = 0x00;

/** One request on stream 1, its header fields not compressed. */
export function http2Request(fields: readonly (readonly [string, string])[]): Buffer {
  const block = Buffer.concat(
    fields.map(([name, value]) => Buffer.concat([Buffer.of(LITERAL), text(name), text(value)])),
  );
  return Buffer.concat([
    Buffer.from(PREFACE),
    frame(TYPE.settings, 0, 0, Buffer.alloc(0)),
    frame(TYPE.headers, END_STREAM_AND_HEADERS, 1, block),
  ]);
}

/** What the peer's frames say about the request; null = nothing yet. */
export function http2Refusal(bytes: Buffer): string | null {
  for (let at = 0; at + FRAME_BYTES <= bytes.length; at += FRAME_BYTES + bytes.readUIntBE(at, 3)) {
    const type = bytes[at + 3];
    if (type === TYPE.headers) return 'answered';
    if (type === TYPE.reset) return 'stream reset';
    if (type === TYPE.goaway) return 'told to go away';
  }
  return null;
}

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(FRAME_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A string as plain bytes, after its length with a prefix of seven bits. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  const length = bytes.length;
  if (length < 127) return Buffer.concat([Buffer.of(length), bytes]);
  const digits: number[] = [127];
  let rest = length - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) digits.push((rest % 128) + 128);
  return Buffer.concat([Buffer.from([...digits, rest]), bytes]);
}
