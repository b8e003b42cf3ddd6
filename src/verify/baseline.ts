import type { ClientRequest, ReferenceAnswer, Rows } from '../model/ledger.js';

/** What of an answer is compared with another. */
export type Answer = Pick<
  ClientRequest,
  'backend' | 'status' | 'framing' | 'bodyBytes' | 'digest'
> &
  Partial<Pick<ClientRequest, 'kind' | 'lastsMs'>>;

/** How an answer differs from what was answered before. */
export type Change = 'status' | 'framing' | 'length' | 'bytes';

/** Fewer answers than this say nothing of what a deployment answers. */
export const LEAST_ANSWERS = 10;
/** Bodies of more kinds than this are taken for made anew each time. */
const MOST_BODIES = 32;
/** A counter or a clock in a page may grow by so much. */
const GROWTH_BYTES = 16;

/**
 * What a deployment answered before it was disturbed, and so what is right of it. Some answer with
 * the same few bodies each time, some make each anew: of the second only the size is known, roughly.
 */
export class Baseline {
  readonly #statuses = new Set<number | null>();
  readonly #backends = new Set<string | null>();
  readonly #framings = new Set<string>();
  /** Of the bodies that come again and again; where none do, of what each backend answers by itself. */
  readonly #digests: Set<number | null>;
  /** Of the bodies that were seen, inclusive; lengthOf says in what. */
  readonly #lengths: [least: number, most: number] = [Number.POSITIVE_INFINITY, 0];
  /** The same few bodies come again and again. */
  readonly constant: boolean;

  /**
   * @param before in the order of their coming, at least LEAST_ANSWERS of them
   * @param references what each backend answers by itself: right, too, if none has come so far
   */
  constructor(before: Rows<Answer>, references: readonly ReferenceAnswer[]) {
    for (const answer of before) this.#learn(answer);
    for (const answer of references) this.#learn(answer);
    const digests = constantDigests(before);
    this.constant = digests !== null;
    this.#digests = new Set([...(digests ?? []), ...references.map(({ digest }) => digest)]);
  }

  /** A backend that had answered nothing before: it stands in for the drained one. */
  isStandIn({ backend }: Answer): boolean {
    return backend !== null && !this.#backends.has(backend);
  }

  /** null = as before, or of a stand-in, of which nothing but the status and a body is known to be right. */
  changeOf(answer: Answer): Change | null {
    if (!this.#statuses.has(answer.status)) return 'status';
    if (this.isStandIn(answer))
      return answer.bodyBytes === 0 && this.#lengths[0] > 0 ? 'length' : null;
    if (!this.#framings.has(framingOf(answer))) return 'framing';
    if (answer.digest !== null && this.#digests.has(answer.digest)) return null;
    if (this.#isOtherLength(lengthOf(answer))) return 'length';
    return this.constant && answer.digest !== null ? 'bytes' : null;
  }

  #learn(answer: Answer): void {
    const [least, most] = this.#lengths;
    this.#statuses.add(answer.status);
    this.#backends.add(answer.backend);
    this.#framings.add(framingOf(answer));
    this.#lengths[0] = Math.min(least, lengthOf(answer));
    this.#lengths[1] = Math.max(most, lengthOf(answer));
  }

  #isOtherLength(length: number): boolean {
    const [least, most] = this.#lengths;
    if (length === 0) return least > 0;
    const margin = this.constant ? GROWTH_BYTES : Math.max(GROWTH_BYTES, (most - least) / 2);
    return length < least - margin || length > most + margin;
  }
}

/** Bytes; of a stream bytes a second, for it is as long as the request asks it to last. */
function lengthOf({ kind, bodyBytes, lastsMs = 0 }: Answer): number {
  return kind === 'stream' && lastsMs > 0 ? (bodyBytes * 1000) / lastsMs : bodyBytes;
}

function framingOf({ status, framing }: Answer): string {
  return `${status} ${framing}`;
}

/**
 * The digests of a deployment that answers with few bodies, each seen more than once, and none
 * that came up only in the second half: a clock's seconds are few at any time, and new ones each
 * time. null = they are not constant.
 */
function constantDigests(before: Rows<Answer>): Iterable<number> | null {
  const middle = Math.floor(before.length / 2);
  const times = new Map<number, number>();
  let row = 0;
  for (const { digest } of before) {
    if (digest === null) return null;
    const seen = times.get(digest) ?? 0;
    if (seen === 0 && (row >= middle || times.size === MOST_BODIES)) return null;
    times.set(digest, seen + 1);
    row++;
  }
  return [...times.values()].includes(1) ? null : times.keys();
}
