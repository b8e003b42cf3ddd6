import { partOfVariable } from '../../config/nginx/variables/refused-variables.js';
import { TidegateError } from '../../lib/errors.js';
import type { MapBlock, SplitClients, Template } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import { asBytes } from './as-bytes.js';
import type { Evaluate, Scope } from './evaluate.js';
import { compileMap } from './map.js';
import { keep } from './pattern.js';
import { compileSplit } from './split.js';
import type { Subject } from './subject.js';

/** The blocks that define variables. */
export interface Defined {
  readonly maps: readonly MapBlock[];
  readonly splits: readonly SplitClients[];
}

/** The variables that exist without a definition. */
export interface BuiltIn<R> {
  /** By name; a configuration may not define or set these. */
  readonly fixed: Readonly<Record<string, Evaluate<R>>>;
  /**
   * Variables whose names begin with a prefix, as `http_x`, unless the configuration defines them;
   * null = it is none of them.
   */
  byPrefix(name: string): Evaluate<R> | null;
}

/** What defines one variable. */
interface Block<R> {
  readonly place: Place;
  /** Evaluated again each time, instead of once for each subject. */
  readonly volatile: boolean;
  compile(scope: Scope<R>): Evaluate<R>;
}

const CAPTURE = /^[1-9]$/;

/** The names that templates of one configuration may use. */
export class VariableScope<R extends Subject> implements Scope<R> {
  readonly #builtIn: BuiltIn<R>;
  readonly #blocks: ReadonlyMap<string, Block<R>>;
  readonly #compiled = new Map<string, Evaluate<R>>();
  /** Maps and splits being compiled, to find those that depend on themselves. */
  readonly #open = new Set<string>();
  /** Every variable that a template names. */
  readonly names = new Set<string>();
  readonly #slots = new Map<string, number>();
  /** Variables used before their declaration, each with the place of its first use. */
  readonly #wanted = new Map<string, Place>();

  constructor({ maps, splits }: Defined, builtIn: BuiltIn<R>) {
    this.#builtIn = builtIn;
    this.#blocks = new Map<string, Block<R>>([
      ...maps.map((map) => [map.variable, mapBlock<R>(map)] as const),
      ...splits.map((split) => [split.variable, splitBlock<R>(split)] as const),
    ]);
    for (const [variable, { place }] of this.#blocks) {
      this.#refuseFixed(variable, place);
      this.#lookUp(variable, place);
    }
  }

  compile(template: Template, place: Place): Evaluate<R> {
    const parts = template.map((part) =>
      typeof part === 'string' ? asBytes(part) : this.#lookUp(part.variable, place),
    );
    const [only] = parts;
    if (parts.length === 0) return () => '';
    if (parts.length === 1 && only !== undefined) {
      return typeof only === 'string' ? () => only : only;
    }
    return (subject) => {
      let text = '';
      for (const part of parts) text += typeof part === 'string' ? part : part(subject);
      return text;
    };
  }

  declare(variable: string, place: Place): number {
    this.#refuseFixed(variable, place);
    this.#wanted.delete(variable);
    return this.#slot(variable);
  }

  /**
   * Call it when everything is compiled: as in nginx, a variable may be used above the directive
   * that sets it. @throws TidegateError CONFIG_VARIABLE_UNKNOWN
   */
  settle(): void {
    for (const [variable, place] of this.#wanted) {
      const part = partOfVariable(variable);
      if (part !== null) throw missing(variable, part, place);
      throw new TidegateError('CONFIG_VARIABLE_UNKNOWN', `unknown variable "$${variable}"`, {
        place,
        hint: `Define it: set $${variable} VALUE; or map $some_variable $${variable} { ... }`,
      });
    }
  }

  #lookUp(variable: string, place: Place): Evaluate<R> {
    this.names.add(variable);
    if (CAPTURE.test(variable)) return ({ captures }) => captures?.[Number(variable)] ?? '';
    const known = this.#compiled.get(variable) ?? this.#fixed(variable);
    if (known !== null) return known;
    const block = this.#blocks.get(variable);
    const evaluate =
      block === undefined ? this.#ofSlot(variable, place) : this.#ofBlock(variable, block);
    this.#compiled.set(variable, evaluate);
    return evaluate;
  }

  #fixed(variable: string): Evaluate<R> | null {
    const { fixed } = this.#builtIn;
    return Object.hasOwn(fixed, variable) ? (fixed[variable] ?? null) : null;
  }

  #refuseFixed(variable: string, place: Place): void {
    if (this.#fixed(variable) === null) return;
    throw new TidegateError('CONFIG_DUPLICATE', `"$${variable}" is a built-in variable`, {
      place,
      hint: 'Give the variable another name.',
    });
  }

  /** Set by a directive that may come later in the file. Until it is set, its name decides its value. */
  #ofSlot(variable: string, place: Place): Evaluate<R> {
    const byPrefix = this.#builtIn.byPrefix(variable);
    if (!this.#slots.has(variable) && byPrefix === null) this.#wanted.set(variable, place);
    const slot = this.#slot(variable);
    if (byPrefix === null) return ({ kept }) => kept?.[slot] ?? '';
    return (subject) => subject.kept?.[slot] ?? byPrefix(subject);
  }

  #ofBlock(variable: string, block: Block<R>): Evaluate<R> {
    if (this.#open.has(variable)) {
      throw new TidegateError('CONFIG_MAP_CIRCULAR', `"$${variable}" depends on itself`, {
        place: block.place,
        hint: 'Give one of the blocks a variable of the request as its source.',
      });
    }
    this.#open.add(variable);
    const evaluate = block.compile(this);
    this.#open.delete(variable);
    if (block.volatile) return evaluate;
    const slot = this.#slot(variable);
    return (subject) => {
      const known = subject.kept?.[slot];
      if (known !== undefined) return known;
      const value = evaluate(subject);
      keep(subject, slot, value);
      return value;
    };
  }

  #slot(variable: string): number {
    const slot = this.#slots.get(variable) ?? this.#slots.size;
    this.#slots.set(variable, slot);
    return slot;
  }
}

function mapBlock<R extends Subject>(map: MapBlock): Block<R> {
  const { place, volatile } = map;
  return { place, volatile, compile: (scope) => compileMap(map, scope) };
}

function splitBlock<R>(split: SplitClients): Block<R> {
  return { place: split.place, volatile: false, compile: (scope) => compileSplit(split, scope) };
}

/** The text of a template without variables; null when it has variables. */
export function literal(template: Template): string | null {
  return template.every((part) => typeof part === 'string') ? template.join('') : null;
}

function missing(variable: string, part: string, place: Place): TidegateError {
  return new TidegateError(
    'CONFIG_UNSUPPORTED',
    `"$${variable}" is not supported: it belongs to ${part}, left out of the bundled proxy`,
    { place, hint: 'Leave it out, or run this configuration in nginx itself.' },
  );
}
