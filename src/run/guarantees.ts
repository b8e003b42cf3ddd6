/** Actions that must be done before a run is over, however it ends. */
export class Guarantees {
  readonly #promised: (() => Promise<void>)[] = [];

  /** Registers `act`. It is done at the end, unless the returned function has done it before. */
  add(act: () => Promise<void>): () => Promise<void> {
    let done: Promise<void> | null = null;
    const once = (): Promise<void> => {
      done ??= act();
      return done;
    };
    this.#promised.push(once);
    return once;
  }

  /** Cancels an action that is not needed any more. @param act as `add` returned it */
  drop(act: () => Promise<void>): void {
    const at = this.#promised.indexOf(act);
    if (at >= 0) this.#promised.splice(at, 1);
  }

  /** Does the remaining actions, the latest first. All are tried, and then the first error is thrown. */
  async keep(): Promise<void> {
    const errors: unknown[] = [];
    for (const act of this.#promised.splice(0).reverse()) {
      await act().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw errors[0];
  }
}
