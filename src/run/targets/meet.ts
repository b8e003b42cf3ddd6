import { originUrl } from '../../lib/address/origin.js';
import { TidegateError } from '../../lib/errors.js';
import { type ProbeAnswer, probe } from '../../load/probe.js';
import type { ReferenceAnswer } from '../../model/ledger.js';
import type { Origin } from '../../model/origin.js';
import type { Loop } from '../../net/loop.js';
import { beginning, judgeHealth } from '../maintenance/health-answer.js';

/** Longest time in which the deployment may answer the first requests. */
const HELLO_MS = 5000;

/** The request that is made before the load is opened. */
export interface Meeting {
  readonly loop: Loop;
  /** Where the load will go. */
  readonly entry: Origin;
  /** Header fields that the load will send, each ended by CRLF. */
  readonly headerFields: string;
}

/**
 * Asks the entry once, with the request that the load will send.
 * @throws TidegateError URL_UNREACHABLE, ANSWER_UNEXPECTED
 */
export async function meetEntry({ loop, entry, headerFields }: Meeting): Promise<ProbeAnswer> {
  const answer = await ask(loop, '--url', entry, { path: '/', fields: headerFields });
  if (answer.status < 400) return answer;
  throw new TidegateError(
    'ANSWER_UNEXPECTED',
    `--url: ${originUrl(entry, '/')} answers with status ${answer.status}, ${inQuotes(answer)}`,
    {
      hint: 'Every request of the load would get this answer and count as broken: give a path that answers, or send the field that is missing with --header.',
    },
  );
}

/**
 * Asks a backend's health URI, which must say that the backend serves.
 * @param health what to ask; fields each ended by CRLF
 * @param page text that means maintenance
 * @returns whether the answer has a body
 * @throws TidegateError URL_UNREACHABLE, HEALTH_NOT_SERVING, MAINTENANCE_ALREADY_ON
 */
export async function meetHealth(
  loop: Loop,
  backend: Origin,
  health: { readonly path: string; readonly fields: string },
  page: string,
): Promise<boolean> {
  const answer = await ask(loop, '--backend-url', backend, health);
  const verdict = judgeHealth(answer, { text: page, told: true }, false);
  if (verdict === 'serving') return answer.body !== '';
  const seen = `${originUrl(backend, health.path)} answers with status ${answer.status}, ${inQuotes(answer)}`;
  if (verdict === 'maintenance') {
    throw new TidegateError('MAINTENANCE_ALREADY_ON', `--backend-url: ${seen}`, {
      hint: `It contains "${beginning(page)}", which means maintenance: switch it off first, or give a --maintenance-text that no other answer contains.`,
    });
  }
  throw new TidegateError('HEALTH_NOT_SERVING', `--backend-url: ${seen}`, {
    hint: 'A backend that serves answers its health check with 200: name its path with --health-path.',
  });
}

/**
 * The backend's own answer to the load's request, and its backend header; null = it does not answer
 * that request: not every backend proxy serves the application's host name.
 */
export async function meetBackend(
  { loop, entry, headerFields }: Meeting,
  backend: Origin,
): Promise<ProbeAnswer | null> {
  const basePath = `${backend.basePath}${entry.basePath}`;
  const to = { ...backend, host: entry.host, basePath };
  try {
    return await probe(loop, { to, path: '/', fields: headerFields, timeoutMs: HELLO_MS });
  } catch {
    return null;
  }
}

/** @param backend its name */
export function referenceOf(backend: string, answer: ProbeAnswer | null): ReferenceAnswer[] {
  if (answer === null || answer.status >= 400) return [];
  const { status, framing, bodyBytes, digest } = answer;
  return [{ backend, status, framing, bodyBytes, digest }];
}

async function ask(
  loop: Loop,
  option: string,
  to: Origin,
  request: { readonly path: string; readonly fields: string },
): Promise<ProbeAnswer> {
  try {
    return await probe(loop, { to, timeoutMs: HELLO_MS, ...request });
  } catch (error) {
    const how = error instanceof Error ? `: ${error.message}` : '';
    const url = originUrl(to, request.path);
    throw new TidegateError('URL_UNREACHABLE', `${option}: ${url} does not answer${how}`, {
      hint: 'Check that it runs and that this host may reach it.',
      cause: error,
    });
  }
}

function inQuotes({ body }: ProbeAnswer): string {
  return body === '' ? 'an empty body' : `beginning "${beginning(body)}"`;
}
