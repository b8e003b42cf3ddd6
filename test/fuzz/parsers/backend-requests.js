import { BodyReader } from '../../../dist/backend/http/body-reader.js';
import { HeadReader } from '../../../dist/backend/http/head-reader.js';
import { BROKEN } from '../../../dist/backend/http/line-reader.js';
import { HTTP_WORDS, REQUESTS } from './http-words.js';
import { inPieces } from './pieces.js';

/** What a client sends, as the backend server reads it, in pieces. */
export const backendRequests = {
  right: REQUESTS,
  words: HTTP_WORDS,
  run(text) {
    const reader = new HeadReader();
    let body = null;
    inPieces(text, (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        if (body) {
          at = body.read(bytes, at, bytes.length, null);
          if (at === BROKEN) return false;
          if (body.done) body = null;
          continue;
        }
        at = reader.read(bytes, at, bytes.length);
        if (typeof reader.result === 'number') return false;
        if (reader.result?.hasBody) body = new BodyReader(reader.result);
      }
      return true;
    });
  },
};
