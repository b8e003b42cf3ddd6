import type { ClientRequest } from '../../model/ledger.js';
import type { SessionKind } from '../../model/scenario.js';
import { latenessOf } from './lateness.js';

/** How many answers of each kind are kept. */
const EACH = 3;
/** If there are more kinds than this, further ones are not new. */
const SHAPES_MOST = 500;
/** If there are more bodies than this, the deployment generates each body anew. */
const BODIES_MOST = 40;

/**
 * Finds answers that differ from all before them, so that one which comes only once is not lost
 * among millions: the first few of each shape and of each body, and the shortest, the longest and
 * the latest so far.
 */
export class Novelty {
  readonly #shapes = new Kinds(SHAPES_MOST);
  readonly #bodies = new Kinds(BODIES_MOST);
  readonly #shortest = new Map<number, number>();
  readonly #longest = new Map<number, number>();
  /** By the kind of session, because the kinds differ in what is late. */
  readonly #latestMs = new Map<SessionKind, number>();

  /** A disturbance begins or ends: the search for the latest answer starts again. */
  startAnew(): void {
    this.#latestMs.clear();
  }

  isNovel(answer: ClientRequest): boolean {
    const shape = shapeOf(answer);
    // All are called, because each also counts the answer.
    const isNewShape = this.#shapes.isNew(shape);
    const isNewBody = this.#bodies.isNew(bodyOf(answer, shape));
    const isNewLength = this.#isNewLength(answer, shape);
    return this.#isLatest(answer) || isNewShape || isNewBody || isNewLength;
  }

  #isLatest(answer: ClientRequest): boolean {
    const latenessMs = latenessOf(answer);
    if (latenessMs <= (this.#latestMs.get(answer.kind) ?? Number.NEGATIVE_INFINITY)) return false;
    this.#latestMs.set(answer.kind, latenessMs);
    return true;
  }

  /**
   * An answer that is asked to last for some time is compared by its bytes a millisecond, because a
   * stream's length depends on that time.
   */
  #isNewLength({ bodyBytes, lastsMs }: ClientRequest, shape: number): boolean {
    const length = lastsMs > 0 ? bodyBytes / lastsMs : bodyBytes;
    const shortest = this.#shortest.get(shape) ?? Number.POSITIVE_INFINITY;
    const longest = this.#longest.get(shape) ?? Number.NEGATIVE_INFINITY;
    if (shortest <= length && length <= longest) return false;
    if (this.#shortest.size >= SHAPES_MOST && !this.#shortest.has(shape)) return false;
    this.#shortest.set(shape, Math.min(shortest, length));
    this.#longest.set(shape, Math.max(longest, length));
    return true;
  }
}

/** Counts up to the first few of each kind. */
class Kinds {
  readonly #seen = new Map<number, number>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  isNew(kind: number): boolean {
    const seen = this.#seen.get(kind) ?? 0;
    if (seen >= EACH || (seen === 0 && this.#seen.size >= this.#most)) return false;
    this.#seen.set(kind, seen + 1);
    return true;
  }
}

/**
 * A hash of everything except the body's bytes and its exact length. Two shapes rarely share one,
 * and then only three answers fewer are kept.
 */
function shapeOf(answer: ClientRequest): number {
  const { kind, method, outcome, status, framing, bodyBytes, backend } = answer;
  let shape = Math.imul((status ?? 0) + (bodyBytes === 0 ? 1000 : 0), 0x9e3779b9);
  for (const text of [kind, method, outcome, framing ?? '', backend ?? '']) {
    for (let at = 0; at < text.length; at++) {
      shape = Math.imul(shape ^ text.charCodeAt(at), 0x01000193);
    }
  }
  return shape;
}

function bodyOf({ bodyBytes, digest }: ClientRequest, shape: number): number {
  return Math.imul(shape ^ bodyBytes, 0x9e3779b9) ^ (digest ?? 0);
}
