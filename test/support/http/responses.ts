/** A response as a test sees it, read by a parser that only the tests use. */
export interface SeenResponse {
  readonly status: number;
  readonly statusLine: string;
  /** Lower-case names; several of one name are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** latin1, with the chunked coding removed. */
  readonly body: string;
  /** false = the connection ended inside it. */
  readonly whole: boolean;
}

/** Splits a connection's bytes into responses; `methods` are those of the requests, in order. */
export function parseResponses(wire: Buffer, methods: readonly string[]): SeenResponse[] {
  const text = wire.toString('latin1');
  const responses: SeenResponse[] = [];
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf('\r\n\r\n', at);
    if (end < 0) {
      responses.push({
        status: 0,
        statusLine: text.slice(at),
        headers: {},
        body: '',
        whole: false,
      });
      break;
    }
    const [statusLine = '', ...lines] = text.slice(at, end).split('\r\n');
    const headers: Record<string, string> = {};
    for (const line of lines) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
    }
    const status = Number(statusLine.split(' ')[1]);
    const interim = status < 200 && status !== 101;
    const finals = responses.filter((seen) => seen.status >= 200).length;
    const method = methods[finals] ?? 'GET';
    const body = readBody(text, end + 4, {
      headers,
      bodyless: interim || method === 'HEAD',
      status,
    });
    at = body.end;
    responses.push({ status, statusLine, headers, body: body.text, whole: body.whole });
  }
  return responses;
}

interface About {
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyless: boolean;
  readonly status: number;
}

function readBody(
  text: string,
  start: number,
  { headers, bodyless, status }: About,
): { text: string; end: number; whole: boolean } {
  if (bodyless || status === 204 || status === 304) return { text: '', end: start, whole: true };
  if (headers['transfer-encoding'] === 'chunked') return readChunks(text, start);
  const length = headers['content-length'];
  if (length === undefined) return { text: text.slice(start), end: text.length, whole: true };
  const end = start + Number(length);
  return {
    text: text.slice(start, end),
    end: Math.min(end, text.length),
    whole: end <= text.length,
  };
}

function readChunks(text: string, start: number): { text: string; end: number; whole: boolean } {
  let content = '';
  let at = start;
  for (;;) {
    const line = text.indexOf('\r\n', at);
    const size = line < 0 ? Number.NaN : Number.parseInt(text.slice(at, line), 16);
    if (Number.isNaN(size)) return { text: content, end: text.length, whole: false };
    if (size === 0) {
      const end = text.indexOf('\r\n\r\n', line);
      return { text: content, end: end < 0 ? text.length : end + 4, whole: end >= 0 };
    }
    content += text.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
}
