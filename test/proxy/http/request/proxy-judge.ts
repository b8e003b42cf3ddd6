import type { Connection } from '../../../../src/net/loop.js';
import { USUAL_HEADS } from '../../../../src/proxy/http/heads/head-rules.js';
import type { MessageHead } from '../../../../src/proxy/http/heads/message-head.js';
import { readRequest } from '../../../../src/proxy/http/request/request.js';
import {
  RequestReader,
  type RequestReceiver,
} from '../../../../src/proxy/http/request/request-reader.js';
import { REFUSED, type Verdict, WAITING } from '../../../support/http/node-judge.js';
import { fakeClient } from '../../support/fake-client.js';

/** The bundled proxy's reader and parsers. */
export function ours(bytes: Buffer): Verdict {
  const judge = new OurJudge();
  judge.reader.feed(bytes, 0, bytes.length);
  return judge.verdict ?? WAITING;
}

class OurJudge implements RequestReceiver {
  readonly headRules = USUAL_HEADS;
  verdict: Verdict | null = null;
  readonly reader: RequestReader;
  readonly connection = { pause: () => undefined, resume: () => undefined } as Connection;
  #method = '';
  #body = '';

  constructor() {
    this.reader = new RequestReader(this);
  }

  onHead(head: MessageHead): void {
    if (this.verdict !== null) return;
    const request = readRequest(head, this.connection, fakeClient);
    if (typeof request === 'number') this.#judge(REFUSED);
    else {
      this.#method = request.method;
      if (request.framing.kind === 'none') this.onBodyEnd();
      else this.reader.expectBody(request.framing);
    }
  }

  onBadHead(): void {
    this.#judge(REFUSED);
  }

  onPiece(bytes: Buffer, start: number, end: number): void {
    this.#body += bytes.toString('latin1', start, end);
  }

  onBodyEnd(): void {
    this.#judge({ kind: 'taken', method: this.#method, body: this.#body });
  }

  onBadBody(): void {
    this.#judge(REFUSED);
  }

  #judge(verdict: Verdict): void {
    this.verdict ??= verdict;
    this.reader.stop();
  }
}
