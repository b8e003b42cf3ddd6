import { BodyReader } from '../../../dist/proxy/http/bodies/body-reader.js';
import { responseFraming } from '../../../dist/proxy/http/bodies/framing.js';
import { AnswerReader } from '../../../dist/proxy/upstream/answering/answer-reader.js';
import { HTTP_WORDS, RESPONSES } from './http-words.js';
import { inPieces } from './pieces.js';

const DROP = { onPiece: () => undefined };
const MOST_HEAD_BYTES = 8192;

/** What an upstream sends, as the proxy reads it, in pieces. */
export const proxyAnswers = {
  right: RESPONSES,
  words: HTTP_WORDS,
  run(text) {
    const reader = new AnswerReader();
    let body = null;
    inPieces(text, (bytes) => {
      let at = 0;
      if (body === null) {
        const head = reader.readAnswer(bytes, bytes.length, MOST_HEAD_BYTES);
        if (head === 'more') return true;
        if (head === 'bad') return false;
        const framing = responseFraming(head.headers, head.status, 'GET');
        if (framing === null) return false;
        body = new BodyReader(framing);
        at = reader.readUpTo;
      }
      return body.read(bytes, at, bytes.length, true, DROP) >= 0 && !body.done;
    });
  },
};
