import type { ClientRequest } from '../../model/ledger.js';

/** How many answers of each kind are kept. */
const EACH = 3;
/** If there are more kinds than this, further ones are not new: every answer differs. */
const KINDS_MOST = 500;

/**
 * Finds the first few answers of each kind, so that an answer which comes only once is not lost
 * among millions.
 */
export class Novelty {
  /** How many of each kind were seen, by a hash of the kind. */
  readonly #seen = new Map<number, number>();

  isNovel(answer: ClientRequest): boolean {
    const kind = kindOf(answer);
    const seen = this.#seen.get(kind) ?? 0;
    if (seen >= EACH || (seen === 0 && this.#seen.size >= KINDS_MOST)) return false;
    this.#seen.set(kind, seen + 1);
    return true;
  }
}

/**
 * A hash of the answer's kind. Two kinds rarely share one, and then only three answers fewer are
 * kept.
 */
function kindOf({ status, framing, bodyBytes, digest, backend }: ClientRequest): number {
  let kind = Math.imul((status ?? 0) ^ bodyBytes, 0x9e3779b9) ^ (digest ?? 0);
  for (const text of [framing ?? '', backend ?? '']) {
    for (let at = 0; at < text.length; at++) {
      kind = Math.imul(kind ^ text.charCodeAt(at), 0x01000193);
    }
  }
  return kind;
}
