import { BodyReader } from '../../../dist/proxy/http/bodies/body-reader.js';
import { requestFraming } from '../../../dist/proxy/http/bodies/framing.js';
import { HeadReader, MAX_HEAD_BYTES } from '../../../dist/proxy/http/heads/head-reader.js';
import { parseRequestHead } from '../../../dist/proxy/http/heads/request-head.js';
import { escapePath, parseRequestUri } from '../../../dist/proxy/http/heads/uri.js';
import { readRanges } from '../../../dist/proxy/site/files/byte-ranges.js';
import { HTTP_WORDS, REQUESTS } from './http-words.js';
import { inPieces } from './pieces.js';

const DROP = { onPiece: () => undefined };

/** What a client sends, as the proxy reads it, in pieces. */
export const proxyRequests = {
  right: REQUESTS,
  words: HTTP_WORDS,
  run(text) {
    const reader = new HeadReader();
    let body = null;
    inPieces(text, (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        if (body) {
          at = body.read(bytes, at, bytes.length, false, DROP);
          if (at < 0) return false;
          if (body.done) body = null;
          continue;
        }
        at = reader.read(bytes, at, bytes.length);
        if (at < 0) return reader.size < MAX_HEAD_BYTES;
        const head = parseRequestHead(reader);
        reader.reset();
        if (typeof head === 'number') return false;
        const uri = parseRequestUri(head.target, true, head.simple);
        if (uri) escapePath(uri.path);
        readRanges(head.headers.get('range') ?? '', 1000, 100);
        const framing = requestFraming(head.headers, head.minorVersion);
        if (typeof framing === 'number') return false;
        if (framing.kind !== 'none') body = new BodyReader(framing);
      }
      return true;
    });
  },
};
