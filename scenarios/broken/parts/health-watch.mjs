import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for a busy machine; no deployment tests this time-out. */
const CHECK_TIMEOUT_MS = 5000;

/** What a health answer must be, for the frontend to use the backend. */
const JUDGES = {
  /** Correct: a right status, and a body that is not empty and not the maintenance page. */
  body: ({ status, body }) => status === 200 && body !== '' && !body.includes('maintaining'),
  /** Like HAProxy's `expect ! string`: anything except the page. */
  word: ({ body }) => !body.includes('maintaining'),
  /** Judges by the status alone. */
  status: ({ status }) => status === 200,
};

/**
 * Checks a backend's health again and again.
 * @param check intervalMs, rise, fall (checks in a row that change the state), judge, path, keeps
 *   (one connection for all checks, instead of a new one for each)
 * @param changed called with true or false when the state changes; it begins as up
 * @returns a function that stops it
 */
export function watchHealth({ address, port }, check, changed) {
  const { intervalMs = 200, rise = 2, fall = 1, judge = 'body', path = '/health_check/' } = check;
  const agent = check.keeps ? new http.Agent({ keepAlive: true, maxSockets: 1 }) : false;
  const over = new AbortController();
  let up = true;
  let against = 0;
  const rounds = async () => {
    while (!over.signal.aborted) {
      const good = await ask({ address, port, path, agent }).then(JUDGES[judge], () => false);
      against = good === up ? 0 : against + 1;
      if (against >= (up ? fall : rise)) {
        up = !up;
        against = 0;
        if (!over.signal.aborted) changed(up);
      }
      await delay(intervalMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  };
  void rounds();
  return () => {
    over.abort();
    if (agent) agent.destroy();
  };
}

function ask({ address, port, path, agent }) {
  return new Promise((resolve, reject) => {
    const request = http.get(
      { host: address, port, path, agent, timeout: CHECK_TIMEOUT_MS },
      async (answer) => {
        try {
          let body = '';
          for await (const piece of answer.setEncoding('utf8')) body += piece;
          resolve({ status: answer.statusCode, body });
        } catch (error) {
          reject(error);
        }
      },
    );
    request.once('timeout', () => request.destroy());
    request.once('error', reject);
  });
}
