import { ResponseReader } from '../../../dist/load/http1/response-reader.js';
import { HTTP_WORDS, RESPONSES } from './http-words.js';
import { inPieces } from './pieces.js';

/** What a server sends, as the load and `bench` read it, in pieces. */
export const loadResponses = {
  right: RESPONSES,
  words: HTTP_WORDS,
  run(text) {
    const reader = new ResponseReader();
    let now = 0;
    inPieces(text, (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        if (reader.state === 'corrupt' || reader.state === 'upgraded') return false;
        if (reader.state === 'complete') reader.next();
        at = reader.read(bytes, at, bytes.length, now++);
        void reader.head?.headers.size;
      }
      return true;
    });
    reader.end(now);
  },
};
