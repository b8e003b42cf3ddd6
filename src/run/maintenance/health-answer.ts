import type { ProbeAnswer } from '../../load/probe.js';
import type { HealthProbe } from '../../model/ledger.js';

/** How much of a body a message can show. */
const SEEN_CHARACTERS = 60;

/** What means maintenance in a health answer. */
export interface MaintenanceMark {
  /** Text of the maintenance page. */
  readonly text: string;
  /** Whether the user named the text; if not, an error status means maintenance as well. */
  readonly told: boolean;
}

/**
 * The meaning of a health answer of a backend that served when the run began. An answer means
 * maintenance if it contains the text of the maintenance page, whatever its status. It also does if
 * the body is empty and the serving backend sends one (an empty page made by `touch`). If the user
 * named no text, an error status does too. Any other status below 400 means serving, as in HAProxy
 * and nginx.
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

/** The first characters of a body in one line, without terminal control characters. */
export function beginning(body: string): string {
  const text = body
    .slice(0, SEEN_CHARACTERS * 4)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a server's bytes go to a terminal
    .replace(/[\u0000-\u0020\u007f-\u009f]+/g, ' ')
    .trim();
  return text.length > SEEN_CHARACTERS ? `${text.slice(0, SEEN_CHARACTERS)}…` : text;
}
