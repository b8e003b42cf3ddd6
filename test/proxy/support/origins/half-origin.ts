import { createServer, type ServerResponse } from 'node:http';
import { type Listening, listening } from '../listening.js';

/** A server whose responses stay under way: half of a body is sent at once, the rest on request. */
export interface HalfOrigin extends Listening {
  /** Completes every response that is under way. */
  finish(): void;
}

export const HALF = 'half';
export const WHOLE = 'halfdone';

/** `/short` is answered at once and completely. */
export async function halfOrigin(address: string, port = 0): Promise<HalfOrigin> {
  const halves: ServerResponse[] = [];
  const server = createServer((request, response) => {
    response.writeHead(200, { 'Content-Length': WHOLE.length });
    if (request.url === '/short') {
      response.end(WHOLE);
    } else {
      response.write(HALF);
      halves.push(response);
    }
  });
  return {
    ...(await listening(server, address, port)),
    finish() {
      for (const half of halves.splice(0)) half.end(WHOLE.slice(HALF.length));
    },
  };
}
