import type { ClientRequest, ReferenceAnswer, Rows } from '../model/ledger.js';

/** The parts of an answer that are compared. */
export type Answer = Pick<
  ClientRequest,
  'backend' | 'status' | 'framing' | 'bodyBytes' | 'digest'
> &
  Partial<Pick<ClientRequest, 'kind' | 'lastsMs' | 'maxGapMs'>>;

/** How an answer differs from the answers before the disturbance. */
export type Change = 'status' | 'framing' | 'length' | 'bytes';

/** With fewer answers than this there is no baseline. */
export const LEAST_ANSWERS = 10;
/**
 * If there are more different bodies than this, the page is taken to be generated anew for each
 * request.
 */
const MOST_BODIES = 32;
/** How much a counter or a clock may change the length of a page. */
const GROWTH_BYTES = 16;

/** One chunk more or less changes the rate of a short stream by so much. */
const CHUNK_SHARE = 0.4;

/**
 * What a deployment answered before the disturbance, which is taken to be right. Some deployments
 * answer with the same few bodies again and again; others generate each body anew, and then only
 * the approximate size is known.
 */
export class Baseline {
  readonly #statuses = new Set<number | null>();
  readonly #backends = new Set<string | null>();
  readonly #framings = new Set<string>();
  /** Of the bodies that repeat; if none do, of each backend's own answer. */
  readonly #digests: Set<number | null>;
  /** Shortest and longest body that was seen, in the unit of lengthOf. */
  readonly #lengths: [least: number, most: number] = [Number.POSITIVE_INFINITY, 0];
  /** Whether the same few bodies repeat. */
  readonly constant: boolean;

  /**
   * @param before in order of arrival, at least LEAST_ANSWERS answers
   * @param references each backend's own answer, which is right even if none has come through the
   *   frontend yet
   */
  constructor(before: Rows<Answer>, references: readonly ReferenceAnswer[]) {
    for (const answer of before) this.#learn(answer);
    for (const answer of references) this.#learn(answer);
    const digests = constantDigests(before);
    this.constant = digests !== null;
    this.#digests = new Set([...(digests ?? []), ...references.map(({ digest }) => digest)]);
  }

  /**
   * Whether it is from a backend that had answered nothing before and now stands in for the drained
   * one.
   */
  isStandIn({ backend }: Answer): boolean {
    return backend !== null && !this.#backends.has(backend);
  }

  /**
   * null = as before. For a backend that stands in, also null if the status is as before and there
   * is a body, since no more is known about its answers.
   */
  changeOf(answer: Answer): Change | null {
    if (!this.#statuses.has(answer.status)) return 'status';
    if (this.isStandIn(answer))
      return answer.bodyBytes === 0 && this.#lengths[0] > 0 ? 'length' : null;
    if (!this.#framings.has(framingOf(answer))) return 'framing';
    if (answer.digest !== null && this.#digests.has(answer.digest)) return null;
    if (this.#isOtherLength(answer)) return 'length';
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

  #isOtherLength(answer: Answer): boolean {
    const [least, most] = this.#lengths;
    const length = lengthOf(answer);
    if (length === 0) return least > 0;
    const margin = this.#marginOf(answer);
    return lengthOf(answer, answer.maxGapMs) < least - margin || length > most + margin;
  }

  #marginOf({ kind }: Answer): number {
    const [least, most] = this.#lengths;
    if (kind === 'stream') return most * CHUNK_SHARE;
    return this.constant ? GROWTH_BYTES : Math.max(GROWTH_BYTES, (most - least) / 2);
  }
}

/**
 * In bytes. For a stream in bytes a second, because its length depends on how long the request asks
 * it to last.
 * @param silentMs time of a stream that does not count: a server that stalls sends fewer chunks
 */
function lengthOf({ kind, bodyBytes, lastsMs = 0 }: Answer, silentMs = 0): number {
  const ms = Math.max(1, lastsMs - silentMs);
  return kind === 'stream' && lastsMs > 0 ? (bodyBytes * 1000) / ms : bodyBytes;
}

function framingOf({ status, framing }: Answer): string {
  return `${status} ${framing}`;
}

/**
 * The digests of a deployment that repeats a few bodies. Each must have been seen more than once,
 * and none for the first time in the second half: a page that shows the seconds has few bodies at
 * any moment but new ones all the time. null = the bodies do not repeat.
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
