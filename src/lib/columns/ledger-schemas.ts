import type {
  ClientConnection,
  ClientRequest,
  ConnectionEnd,
  RequestOutcome,
  ServerRequest,
  ServerSocket,
} from '../../model/ledger.js';
import type { SessionKind } from '../../model/scenario.js';
import { endpoint, requestId } from './names.js';
import { flag, maybeTime, maybeU16, maybeWhole, time, u32, weight, whole } from './numbers.js';
import type { Schema } from './table.js';
import { maybeText, name, oneOf, text } from './texts.js';

/** Every word of a type. A new word must be added at the end, because files store the words' numbers. */
function wordsOf<W extends string>(words: Readonly<Record<W, 0>>): readonly W[] {
  return Object.keys(words) as W[];
}

export const CONNECTION_ENDS = wordsOf<ConnectionEnd>({
  held: 0,
  'peer-fin': 0,
  rst: 0,
  'given-up': 0,
  refused: 0,
  timeout: 0,
  'no-port': 0,
  'no-descriptor': 0,
  unreachable: 0,
});

export const REQUEST_OUTCOMES = wordsOf<RequestOutcome>({
  complete: 0,
  cut: 0,
  reset: 0,
  corrupt: 0,
  unanswered: 0,
  timeout: 0,
  open: 0,
});

const SERVER_ENDS = wordsOf<ServerSocket['end']>({
  'peer-fin': 0,
  'peer-rst': 0,
  'self-fin': 0,
  'self-rst': 0,
  open: 0,
});

export const CLIENT_CONNECTIONS: Schema<ClientConnection> = {
  index: u32,
  kind: name<SessionKind>(),
  local: endpoint,
  remote: endpoint,
  startedMs: time(),
  openMs: maybeTime('startedMs'),
  closedMs: maybeTime(),
  end: oneOf(CONNECTION_ENDS),
  peerFinMs: maybeTime('closedMs'),
  announcedClose: flag,
  unansweredBytes: whole,
  lastSentMs: maybeTime(),
  weight,
};

export const CLIENT_REQUESTS: Schema<ClientRequest> = {
  connection: u32,
  id: requestId('connection'),
  kind: name<SessionKind>(),
  method: oneOf(['GET', 'POST']),
  lastsMs: time(),
  scheduledMs: time(),
  sentMs: time('scheduledMs'),
  headMs: maybeTime('sentMs'),
  endMs: maybeTime('sentMs'),
  status: maybeU16,
  backend: maybeText,
  outcome: oneOf(REQUEST_OUTCOMES),
  framing: oneOf(['none', 'length', 'chunked', 'until-close', null]),
  bodyBytes: whole,
  digest: maybeWhole,
  maxGapMs: time(),
  weight,
};

export const SERVER_REQUESTS: Schema<ServerRequest> = {
  id: requestId(),
  socket: whole,
  method: text,
  path: text,
  health: flag,
  beganMs: time(),
  endMs: maybeTime('beganMs'),
  outcome: oneOf(['complete', 'cut', 'open']),
  weight,
};

export const SERVER_SOCKETS: Schema<ServerSocket> = {
  id: whole,
  remote: endpoint,
  acceptedMs: time(),
  closedMs: maybeTime('acceptedMs'),
  end: oneOf(SERVER_ENDS),
  carriedLoad: flag,
  weight,
};
