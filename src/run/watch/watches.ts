import type { Play, RunWatches } from '../play.js';
import type { RunningWatch, StartWatch } from './watch.js';

/** The watches of one run. */
export class Watches implements RunWatches {
  readonly #wanted: Readonly<Record<string, StartWatch>>;
  readonly #running = new Map<string, RunningWatch>();

  constructor(wanted: Readonly<Record<string, StartWatch>>) {
    this.#wanted = wanted;
  }

  async start(run: Play): Promise<void> {
    for (const [name, start] of Object.entries(this.#wanted)) {
      const watch = await start(run);
      if (watch) this.#running.set(name, watch);
    }
  }

  look(name: string): void {
    this.#running.get(name)?.look?.();
  }

  async stop(name: string): Promise<void> {
    const watch = this.#running.get(name);
    this.#running.delete(name);
    await watch?.stop();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.stop(name)));
  }
}
