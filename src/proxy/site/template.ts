import { TidegateError } from '../../lib/errors.js';
import type { MapBlock, Template } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import type { Evaluate, Scope } from './evaluate.js';
import { compileMap } from './map.js';
import { builtIn } from './variables.js';

/** Names that templates of one configuration may use. */
export class VariableScope implements Scope {
  readonly #maps: ReadonlyMap<string, MapBlock>;
  readonly #compiled = new Map<string, Evaluate>();
  /** Maps being compiled, to notice those that lead back to themselves. */
  readonly #open = new Set<string>();

  constructor(maps: readonly MapBlock[]) {
    this.#maps = new Map(maps.map((map) => [map.variable, map]));
    for (const { variable, place } of maps) this.lookUp(variable, place);
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

  lookUp(variable: string, place: Place): Evaluate {
    const known = this.#compiled.get(variable) ?? builtIn(variable);
    if (known !== null) return known;
    const map = this.#maps.get(variable);
    if (map === undefined) {
      throw new TidegateError('CONFIG_UNKNOWN_VARIABLE', `unknown variable "$${variable}"`, {
        place,
        hint: `Define it with: map $some_variable $${variable} { ... }`,
      });
    }
    if (this.#open.has(variable)) {
      throw new TidegateError('CONFIG_MAP_LOOP', `map "$${variable}" leads back to itself`, {
        place: map.place,
        hint: 'Let one of the maps on the way have a variable of the request as its source.',
      });
    }
    this.#open.add(variable);
    const compiled = compileMap(map, this);
    this.#open.delete(variable);
    this.#compiled.set(variable, compiled);
    return compiled;
  }
}

/** The text of a template without variables; null when it has any. */
export function literal(template: Template): string | null {
  return template.every((part) => typeof part === 'string') ? template.join('') : null;
}
