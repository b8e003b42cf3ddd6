import { connectionField, responseStart } from '../proxy/http/answer.js';
import type { HttpRequest } from '../proxy/http/request.js';
import type { Session } from '../proxy/http/session.js';

/** What every route needs: who asks, and how the answer is marked and recorded. */
export interface Ask {
  readonly session: Session;
  readonly request: HttpRequest;
  /** X-Tidegate-Backend, and X-Tidegate-Id as it came. */
  readonly marks: string;
  /** The response is complete, or never will be. */
  readonly ended: (outcome: 'complete' | 'cut') => void;
}

/** Prepares a response's head; `fields` are further lines, each ended by CRLF. */
export function prepareHead({ session, request, marks }: Ask, fields: string): void {
  session.out.prepare(
    `${responseStart('200 OK')}Content-Type: application/octet-stream\r\n` +
      `${connectionField(session, request)}${marks}${fields}\r\n`,
  );
}
