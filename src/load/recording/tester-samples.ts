import type { TesterSample } from '../../model/ledger.js';

/** One day of two workers; each sample takes about 80 bytes. */
const MOST = 2 ** 16;

/**
 * Samples of the load workers. When there are too many, every two consecutive samples of a worker
 * become one, with the larger lag, so that no stall is lost.
 */
export class TesterSamples {
  #samples: TesterSample[] = [];
  readonly #most: number;

  constructor(most = MOST) {
    this.#most = most;
  }

  add(samples: readonly TesterSample[]): void {
    for (const sample of samples) this.#samples.push(sample);
    if (this.#samples.length > this.#most) this.#samples = halved(this.#samples);
  }

  all(): TesterSample[] {
    return [...this.#samples];
  }
}

function halved(samples: readonly TesterSample[]): TesterSample[] {
  const waiting = new Map<string, TesterSample>();
  const merged: TesterSample[] = [];
  for (const sample of samples) {
    const before = waiting.get(sample.process);
    if (!before) {
      waiting.set(sample.process, sample);
      continue;
    }
    waiting.delete(sample.process);
    const worse = before.lagMs > sample.lagMs ? before : sample;
    merged.push({ ...worse, cpu: (before.cpu + sample.cpu) / 2 });
  }
  return [...merged, ...waiting.values()].sort((a, b) => a.atMs - b.atMs);
}
