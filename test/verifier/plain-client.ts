import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';

export type Phase = 'before' | 'drain' | 'back';

/** How one plain request ended, seen without any of Tidegate's own code. */
export interface Answer {
  /** `silent`: nothing more arrived in time; `lost`: the connection ended before a head. */
  readonly outcome: 'whole' | 'cut' | 'silent' | 'lost' | 'reset' | 'refused';
  readonly status: number | null;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly backend: string | null;
  readonly ms: number;
  /** null = sent while the phase was changing. */
  readonly phase: Phase | null;
  /** How long after the beginning of the phase it was sent. */
  readonly afterMs: number;
  /** The connection: `new` for this request, or kept from before the flip. */
  readonly on: 'new' | 'kept';
}

export interface Ask {
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly method?: string;
  /** null = a connection of its own. */
  readonly agent: Agent | null;
  readonly timeoutMs: number;
  readonly phase: Phase | null;
  /** When the phase began, by `performance.now()`. */
  readonly sinceMs: number;
}

const QUIET_MS = 300;

/** An agent with one connection, which it keeps. */
export function oneConnection(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}

export function ask({ url, headers, method, agent, timeoutMs, ...at }: Ask): Promise<Answer> {
  const beganMs = performance.now();
  return new Promise((resolve) => {
    let head: IncomingMessage | null = null;
    let body = '';
    const settle = (outcome: Answer['outcome']): void => {
      clearTimeout(patience);
      resolve({
        outcome,
        status: head?.statusCode ?? null,
        headers: head?.headers ?? {},
        body,
        backend: nameIn(head),
        ms: performance.now() - beganMs,
        phase: at.phase,
        afterMs: beganMs - at.sinceMs,
        on: agent ? 'kept' : 'new',
      });
    };
    const asked = request(url, { agent: agent ?? false, headers, method }, (answer) => {
      head = answer;
      answer.setEncoding('latin1').on('data', (text: string) => {
        body += text;
      });
      answer.once('end', () => settle(answer.complete ? 'whole' : 'cut'));
      answer.once('error', () => settle('cut'));
    });
    asked.once('error', (error: NodeJS.ErrnoException) => {
      if (head) return;
      if (error.code === 'ECONNREFUSED') settle('refused');
      else settle(error.message === 'socket hang up' ? 'lost' : 'reset');
    });
    const patience = setTimeout(() => {
      settle('silent');
      asked.destroy();
    }, timeoutMs);
    asked.end();
  });
}

function nameIn(head: IncomingMessage | null): string | null {
  return (head?.headers['x-backend'] ?? head?.headers['x-tidegate-backend'])?.toString() ?? null;
}

/** Every byte that arrives on a connection with one request, until nothing has arrived for a while. */
export function rawAnswer(url: string): Promise<string> {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname);
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    socket.setTimeout(QUIET_MS, () => socket.destroy());
    socket.setEncoding('latin1').on('data', (piece: string) => {
      text += piece;
    });
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(text));
  });
}

/**
 * Resolves with how a connection without a request under way ended, or `open` if it has not at the
 * end.
 * @param asks sends one request first
 */
export function watchIdle(
  url: string,
  over: AbortSignal,
  asks = false,
): Promise<'fin' | 'rst' | 'open'> {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    if (asks) socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    const settle = (how: 'fin' | 'rst' | 'open'): void => {
      socket.destroy();
      resolve(how);
    };
    socket.once('end', () => settle('fin'));
    socket.once('error', () => settle('rst'));
    over.addEventListener('abort', () => settle('open'));
    socket.resume();
  });
}
