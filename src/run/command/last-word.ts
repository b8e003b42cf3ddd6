import { type Command, type CommandEnd, startCommand } from './command.js';

/** A user's own pair of commands. */
export interface CommandPair {
  /** Name of the backend that they switch. */
  readonly backend: string;
  readonly on: string;
  readonly off: string;
  /** Longest that either may take. */
  readonly limitMs: number;
  /** Unique; by it the processes of the on command are found. */
  readonly mark: string;
}

/**
 * Switches on and off by commands, so that off has the last word: whatever of the on command is
 * still at work is ended first. Off runs once, and only after on was begun.
 */
export class LastWord {
  readonly #pair: CommandPair;
  #on: Command | null = null;
  #off: Promise<CommandEnd | null> | null = null;

  constructor(pair: CommandPair) {
    this.#pair = pair;
  }

  /** Resolves when the on command exits; null = it is too late to begin one. */
  async on(): Promise<CommandEnd | null> {
    if (this.#off) return null;
    this.#on ??= startCommand(this.#pair.on, this.#pair.limitMs, this.#pair.mark);
    return this.#on.ended;
  }

  /** Resolves when the off command exits; null = there was nothing to switch off. */
  off(): Promise<CommandEnd | null> {
    this.#off ??= this.#switchOff();
    return this.#off;
  }

  async #switchOff(): Promise<CommandEnd | null> {
    if (!this.#on) return null;
    // What a command that went well leaves in the background is meant to stay.
    if (!this.#on.succeeded) await this.#on.end();
    return startCommand(this.#pair.off, this.#pair.limitMs).ended;
  }
}
