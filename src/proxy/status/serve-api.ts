import { monotonicMs } from '../../lib/clock.js';
import { answer } from '../http/answers/answer.js';
import type { HttpRequest } from '../http/request/request.js';
import { DISCARD, type Exchange } from '../http/sessions/exchange.js';
import type { Session } from '../http/sessions/session.js';
import { askApi, type StatusSource } from './api.js';
import type { StatusClock } from './upstream-status.js';

export const CLOCK: StatusClock = {
  get nowMs() {
    return monotonicMs();
  },
  date: (ms) => new Date(Date.now() - (monotonicMs() - ms)).toISOString(),
};

/** Answers a request to a location with `api`. @param prefix the location's own path. */
export function serveApi(
  session: Session,
  request: HttpRequest,
  prefix: string,
  source: StatusSource,
): Exchange {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const { status, body } = reads ? askApi(request.path.slice(prefix.length), source) : READ_ONLY;
  const text = `${JSON.stringify(body)}\n`;
  answer(session, request, { status, type: 'application/json', body: Buffer.from(text) });
  return DISCARD;
}

const READ_ONLY = {
  status: 405,
  body: { error: { status: 405, text: 'method disabled', code: 'MethodDisabled' } },
} as const;
