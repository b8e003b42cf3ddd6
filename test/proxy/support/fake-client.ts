import type { ClientFacts } from '../../../src/proxy/http/request/request.js';

/** A client's connection that has sent one request and received nothing yet. */
export const fakeClient: ClientFacts = {
  number: 1,
  requests: 1,
  pipelined: false,
  startedMs: 0,
  requestBytes: 0,
  sentBytes: 0,
  sentHeadBytes: 0,
};
