import { TidegateError } from '../../lib/errors.js';
import type { MapBlock, SplitClients, Template } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import { needsTrace } from '../upstream/upstream-variables.js';
import type { Evaluate, Scope } from './evaluate.js';
import { compileMap } from './map.js';
import { compileSplit } from './split.js';
import { builtIn } from './variables.js';

/** The blocks that define variables. */
export interface Defined {
  readonly maps: readonly MapBlock[];
  readonly splits: readonly SplitClients[];
}

/** What defines one variable. */
interface Block {
  readonly place: Place;
  compile(scope: Scope): Evaluate;
}

function blockOf<T extends { readonly place: Place }>(
  block: T,
  compile: (block: T, scope: Scope) => Evaluate,
): Block {
  return { place: block.place, compile: (scope) => compile(block, scope) };
}

/** Names that templates of one configuration may use. */
export class VariableScope implements Scope {
  readonly #blocks: ReadonlyMap<string, Block>;
  readonly #compiled = new Map<string, Evaluate>();
  /** Maps and splits being compiled, to notice those that lead back to themselves. */
  readonly #open = new Set<string>();
  #tracesUpstream = false;

  constructor({ maps, splits }: Defined) {
    this.#blocks = new Map([
      ...maps.map((map) => [map.variable, blockOf(map, compileMap)] as const),
      ...splits.map((split) => [split.variable, blockOf(split, compileSplit)] as const),
    ]);
    for (const [variable, { place }] of this.#blocks) this.lookUp(variable, place);
  }

  /** @throws TidegateError CONFIG_UNKNOWN_VARIABLE at `place`. */
  compile(template: Template, place: Place): Evaluate {
    const parts = template.map((part) =>
      typeof part === 'string' ? part : this.lookUp(part.variable, place),
    );
    const [only] = parts;
    if (parts.length === 0) return () => '';
    if (parts.length === 1 && only !== undefined) {
      return typeof only === 'string' ? () => only : only;
    }
    return (request) => {
      let text = '';
      for (const part of parts) text += typeof part === 'string' ? part : part(request);
      return text;
    };
  }

  /** A variable that was looked up needs to know of every try of a request. */
  get tracesUpstream(): boolean {
    return this.#tracesUpstream;
  }

  lookUp(variable: string, place: Place): Evaluate {
    if (needsTrace(variable)) this.#tracesUpstream = true;
    const known = this.#compiled.get(variable) ?? builtIn(variable);
    if (known !== null) return known;
    const block = this.#blocks.get(variable);
    if (block === undefined) {
      throw new TidegateError('CONFIG_UNKNOWN_VARIABLE', `unknown variable "$${variable}"`, {
        place,
        hint: `Define it with: map $some_variable $${variable} { ... }`,
      });
    }
    if (this.#open.has(variable)) {
      throw new TidegateError('CONFIG_MAP_LOOP', `"$${variable}" leads back to itself`, {
        place: block.place,
        hint: 'Let one of the blocks on the way have a variable of the request as its source.',
      });
    }
    this.#open.add(variable);
    const compiled = block.compile(this);
    this.#open.delete(variable);
    this.#compiled.set(variable, compiled);
    return compiled;
  }
}

/** The text of a template without variables; null when it has any. */
export function literal(template: Template): string | null {
  return template.every((part) => typeof part === 'string') ? template.join('') : null;
}
