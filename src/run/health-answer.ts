import type { ProbeAnswer } from '../load/probe.js';
import type { HealthProbe } from '../model/ledger.js';

/** As much of a body as a message can show. */
const SEEN_CHARACTERS = 60;

/**
 * What a health answer means: the text of the maintenance page in it, whatever the status, is
 * maintenance; any status below 400 without it serves, as HAProxy and nginx take it.
 */
export function judgeHealth(
  { status, body }: Pick<ProbeAnswer, 'status' | 'body'>,
  page: string,
): HealthProbe['verdict'] {
  if (body.includes(page.trim())) return 'maintenance';
  return status < 400 ? 'serving' : 'other';
}

/** A body's first characters in one line, without what a terminal would act on. */
export function beginning(body: string): string {
  const text = body
    .slice(0, SEEN_CHARACTERS * 4)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a server's bytes go to a terminal
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();
  return text.length > SEEN_CHARACTERS ? `${text.slice(0, SEEN_CHARACTERS)}…` : text;
}
