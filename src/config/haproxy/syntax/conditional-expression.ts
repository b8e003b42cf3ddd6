import { predicate, type Surroundings, type Verdict } from './predicates.js';

/**
 * Evaluates the expression after `.if`: numbers and predicates, joined by `!`, `&&`, `||` and
 * parentheses; an empty one is false. Null = it is no such expression. Source: HAProxy cfgcond.c,
 * cfg_eval_condition; measured with 2.6.
 */
export function evaluate(text: string, surroundings: Surroundings): Verdict | null {
  if (text.trim() === '') return { met: false, isSure: true };
  const reader = new Reader(text, surroundings);
  const found = reader.any();
  return reader.isAtEnd() ? found : null;
}

/** HAProxy allows no deeper nesting either (MAX_CFG_RECURSION). */
const DEEPEST = 1024;

class Reader {
  #at = 0;
  #depth = 0;
  readonly #text: string;
  readonly #surroundings: Surroundings;

  constructor(text: string, surroundings: Surroundings) {
    this.#text = text;
    this.#surroundings = surroundings;
  }

  isAtEnd(): boolean {
    return this.#take(/\s*/y) !== null && this.#at === this.#text.length;
  }

  any(): Verdict | null {
    const first = this.#all();
    if (!first || !this.#take(/\s*\|\|/y)) return first;
    const rest = this.#deeper(() => this.any());
    if (!rest || (first.met && first.isSure)) return rest && first;
    if (rest.met && rest.isSure) return rest;
    return { met: first.met || rest.met, isSure: first.isSure && rest.isSure };
  }

  #all(): Verdict | null {
    const first = this.#term();
    if (!first || !this.#take(/\s*&&/y)) return first;
    const rest = this.#deeper(() => this.#all());
    if (!rest || (!first.met && first.isSure)) return rest && first;
    if (!rest.met && rest.isSure) return rest;
    return { met: first.met && rest.met, isSure: first.isSure && rest.isSure };
  }

  #term(): Verdict | null {
    if (this.#take(/\s*!/y)) {
      const inner = this.#deeper(() => this.#term());
      return inner && { ...inner, met: !inner.met };
    }
    if (this.#take(/\s*\(/y)) {
      const inner = this.#deeper(() => this.any());
      return this.#take(/\s*\)/y) ? inner : null;
    }
    const number = this.#take(/\s*-?\d+/y);
    if (number !== null) return { met: Number(number) !== 0, isSure: true };
    const name = this.#take(/\s*\w+\(/y)
      ?.trim()
      .slice(0, -1);
    const args = this.#take(/[^)]*\)/y)?.slice(0, -1);
    if (name === undefined || args === undefined) return null;
    return predicate(name, args.split(','), this.#surroundings);
  }

  #deeper(read: () => Verdict | null): Verdict | null {
    if (this.#depth >= DEEPEST) return null;
    this.#depth += 1;
    const found = read();
    this.#depth -= 1;
    return found;
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }
}
