import fc from 'fast-check';

/** Requests that every reader accepts; a few bytes of one of them are fuzzed. */
const SOUND: readonly string[] = [
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /a/b?c=d HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\nX-Own: 1\r\n\r\n',
  'HEAD / HTTP/1.0\r\nUser-Agent: t\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello',
  'PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\nA\r\n0123456789\r\n0\r\nT: x\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n',
];

/** Bytes on which parsers are known to disagree, and a few harmless ones. */
const BYTES = [
  '\r',
  '\n',
  '\r\n',
  '\0',
  '\t',
  ' ',
  ':',
  ';',
  ',',
  '\x0b',
  '\x01',
  '\x7f',
  '\xff',
  '0',
  '1',
  '5',
  'a',
  'F',
  'x',
  '_',
  '-',
  '+',
  '"',
  '=',
  '/',
];
const LINES = [
  'Content-Length: 5\r\n',
  'Content-Length: 6\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: gzip, chunked\r\n',
  'Host: b\r\n',
  ' folded\r\n',
  'A : b\r\n',
  'A: b\r\n',
];

type Mutation = (text: string) => string;

const place = fc.nat(9999).map((part) => part / 10_000);
const spliced = (removed: number) =>
  fc.tuple(place, fc.constantFrom('', ...BYTES)).map(
    ([where, put]): Mutation =>
      (text) => {
        const at = Math.floor(where * text.length);
        return text.slice(0, at) + put + text.slice(at + removed);
      },
  );
const withLine = fc.tuple(place, fc.constantFrom(...LINES)).map(
  ([where, line]): Mutation =>
    (text) => {
      const lines = text.split(/(?<=\n)/);
      lines.splice(1 + Math.floor(where * (lines.length - 1)), 0, line);
      return lines.join('');
    },
);

/** A valid request (latin1) with up to three changes. */
export const mutated = fc
  .tuple(
    fc.constantFrom(...SOUND),
    fc.array(fc.oneof(spliced(0), spliced(1), spliced(2), withLine), {
      minLength: 0,
      maxLength: 3,
    }),
  )
  .map(([sound, mutations]) => mutations.reduce((text, mutate) => mutate(text), sound));
