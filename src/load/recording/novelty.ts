import type { ClientRequest } from '../../model/ledger.js';

/** So many of each kind of answer are shown. */
const EACH = 3;
/** Where every answer is another, none is new. */
const KINDS_MOST = 500;

/** Finds the first few answers of each kind: what has come once must not be lost among millions. */
export class Novelty {
  readonly #seen = new Map<string, number>();

  isNovel({ status, framing, bodyBytes, digest, backend }: ClientRequest): boolean {
    const kind = `${status} ${framing} ${bodyBytes} ${digest} ${backend}`;
    const seen = this.#seen.get(kind) ?? 0;
    if (seen >= EACH || (seen === 0 && this.#seen.size >= KINDS_MOST)) return false;
    this.#seen.set(kind, seen + 1);
    return true;
  }
}
