import type { ClientRequest, ReferenceAnswer } from '../model/ledger.js';

/** What of an answer is compared with another. */
export type Answer = Pick<ClientRequest, 'backend' | 'status' | 'framing' | 'bodyBytes' | 'digest'>;

/** How an answer differs from what was answered before. */
export type Change = 'status' | 'framing' | 'length' | 'bytes';

/** Fewer answers than this say nothing of what a deployment answers. */
export const LEAST_ANSWERS = 10;
/** Bodies of more kinds than this are taken for made anew each time. */
const MOST_BODIES = 32;
/** A counter or a clock in a page may grow by so much. */
const GROWTH_BYTES = 16;

/**
 * What a deployment answered before the flip, and so what is right of it. Some answer with the
 * same few bodies each time, some make each anew: of the second only the size is known, roughly.
 */
export class Baseline {
  readonly statuses: ReadonlySet<number | null>;
  readonly #backends: ReadonlySet<string | null>;
  readonly #framings: ReadonlySet<string>;
  readonly #digests: ReadonlySet<number | null>;
  /** Of the bodies that were seen, inclusive. */
  readonly lengths: readonly [least: number, most: number];
  /** The same few bodies come again and again. */
  readonly constant: boolean;

  /**
   * @param before in the order of their coming, at least LEAST_ANSWERS of them
   * @param references what each backend answers by itself: right, too, if none has come so far
   */
  constructor(before: readonly Answer[], references: readonly ReferenceAnswer[]) {
    const all = [...before, ...references];
    this.statuses = new Set(all.map(({ status }) => status));
    this.#backends = new Set(all.map(({ backend }) => backend));
    this.#framings = new Set(all.map(framingOf));
    this.#digests = new Set(all.map(({ digest }) => digest));
    const bytes = all.map(({ bodyBytes }) => bodyBytes);
    this.lengths = [
      bytes.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      bytes.reduce((a, b) => Math.max(a, b), 0),
    ];
    this.constant = isConstant(before);
  }

  /** A backend that had answered nothing before: it stands in for the drained one. */
  isStandIn({ backend }: Answer): boolean {
    return backend !== null && !this.#backends.has(backend);
  }

  /** null = as before, or of a stand-in, of which nothing but the status and a body is known to be right. */
  changeOf(answer: Answer): Change | null {
    if (!this.statuses.has(answer.status)) return 'status';
    if (this.isStandIn(answer))
      return answer.bodyBytes === 0 && this.lengths[0] > 0 ? 'length' : null;
    if (!this.#framings.has(framingOf(answer))) return 'framing';
    if (answer.digest !== null && this.#digests.has(answer.digest)) return null;
    if (this.#isOtherLength(answer.bodyBytes)) return 'length';
    return this.constant && answer.digest !== null ? 'bytes' : null;
  }

  #isOtherLength(bytes: number): boolean {
    const [least, most] = this.lengths;
    if (bytes === 0) return least > 0;
    const margin = this.constant ? GROWTH_BYTES : Math.max(GROWTH_BYTES, (most - least) / 2);
    return bytes < least - margin || bytes > most + margin;
  }
}

function framingOf({ status, framing }: Answer): string {
  return `${status} ${framing}`;
}

/**
 * Few bodies, each seen more than once, and none that came up only in the second half: a clock's
 * seconds are few at any time, and new ones each time.
 */
function isConstant(before: readonly Answer[]): boolean {
  const times = new Map<number | null, number>();
  for (const { digest } of before) times.set(digest, (times.get(digest) ?? 0) + 1);
  if (times.has(null) || times.size > MOST_BODIES) return false;
  if ([...times.values()].some((seen) => seen === 1)) return false;
  const middle = Math.floor(before.length / 2);
  const early = new Set(before.slice(0, middle).map(({ digest }) => digest));
  return before.slice(middle).every(({ digest }) => early.has(digest));
}
