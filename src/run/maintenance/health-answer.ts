import type { ProbeAnswer } from '../../load/probe.js';
import type { HealthProbe } from '../../model/ledger.js';

/** As much of a body as a message can show. */
const SEEN_CHARACTERS = 60;

/** What means maintenance in a health answer. */
export interface MaintenanceMark {
  /** Text of the maintenance page. */
  readonly text: string;
  /** Whether the user named it; else an error status means maintenance as well. */
  readonly told: boolean;
}

/**
 * What a health answer means, of a backend that was met serving. The text of the maintenance page,
 * with whatever status, is maintenance; so is nothing at all where a backend that serves says
 * something (a page that was made by `touch`), and, where nobody named a text, an error status. Any
 * other status below 400 serves, as HAProxy and nginx take it.
 * @param talks whether the answer has a body while the backend serves
 */
export function judgeHealth(
  { status, body }: Pick<ProbeAnswer, 'status' | 'body'>,
  mark: MaintenanceMark,
  talks: boolean,
): HealthProbe['verdict'] {
  if (body.includes(mark.text.trim())) return 'maintenance';
  if (status >= 400) return mark.told ? 'other' : 'maintenance';
  return talks && body === '' ? 'maintenance' : 'serving';
}

/** A body's first characters in one line, without what a terminal would act on. */
export function beginning(body: string): string {
  const text = body
    .slice(0, SEEN_CHARACTERS * 4)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a server's bytes go to a terminal
    .replace(/[\u0000-\u0020\u007f-\u009f]+/g, ' ')
    .trim();
  return text.length > SEEN_CHARACTERS ? `${text.slice(0, SEEN_CHARACTERS)}…` : text;
}
