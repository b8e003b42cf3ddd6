import { type Command, type CommandEnd, startCommand } from './command.js';

/** The user's two commands, on and off. */
export interface CommandPair {
  /** Name of the backend that they switch. */
  readonly backend: string;
  readonly on: string;
  readonly off: string;
  /** Longest time that each of them may take. */
  readonly limitMs: number;
  /** Unique; the processes of the on command are found by it. */
  readonly mark: string;
}

/**
 * Switches a backend on and off by commands, and makes sure that off has the last word: off first
 * ends whatever the on command still runs. Off runs once, and only if on was begun.
 */
export class LastWord {
  readonly #pair: CommandPair;
  #on: Command | null = null;
  #off: Promise<CommandEnd | null> | null = null;

  constructor(pair: CommandPair) {
    this.#pair = pair;
  }

  /** Resolves when the on command exits; null = off has begun already, so on is not started. */
  async on(): Promise<CommandEnd | null> {
    if (this.#off) return null;
    this.#on ??= startCommand(this.#pair.on, this.#pair.limitMs, this.#pair.mark);
    return this.#on.ended;
  }

  /** Resolves when the off command exits; null = on was never begun. */
  off(): Promise<CommandEnd | null> {
    this.#off ??= this.#switchOff();
    return this.#off;
  }

  async #switchOff(): Promise<CommandEnd | null> {
    if (!this.#on) return null;
    // A successful command may leave background processes on purpose, so they stay.
    if (!this.#on.succeeded) await this.#on.end();
    return startCommand(this.#pair.off, this.#pair.limitMs).ended;
  }
}
