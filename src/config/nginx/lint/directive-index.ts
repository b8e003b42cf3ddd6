import { groupBy } from '../../../lib/group-by.js';
import type { Place } from '../../../model/place.js';
import type { Directive } from '../syntax/syntax.js';

interface Node {
  readonly directive: Directive;
  readonly parent: Node | null;
}

type Body = readonly Directive[];

/**
 * A configuration's directives by their place, so that a rule gets from the model back to the text.
 * Every look-up takes the same time, however long the file, because rules ask for each server.
 */
export class DirectiveIndex {
  readonly #top: Body;
  readonly #nodes = new Map<string, Node>();
  readonly #byName: Map<string, Directive[]>;
  /** Filled on demand, because most blocks are never asked for. */
  readonly #bodies = new Map<Body, Map<string, Directive[]>>();
  readonly #lines = new Map<string, Map<string, Directive[]>>();

  constructor(directives: Body) {
    this.#top = directives;
    this.#enter(directives, null);
    const all = [...this.#nodes.values()].map((node) => node.directive);
    this.#byName = groupBy(all, (directive) => directive.name);
  }

  at(place: Place): Directive | null {
    return this.#nodes.get(placeKey(place))?.directive ?? null;
  }

  /** Every directive of this name. */
  named(name: string): Body {
    return this.#byName.get(name) ?? [];
  }

  /** The first directive of that name on a line, for places without a column. */
  onLine(file: string, line: number, name: string): Directive | null {
    let lines = this.#lines.get(name);
    if (!lines) {
      lines = groupBy(this.named(name), ({ place }) => lineKey(place.file, place.line));
      this.#lines.set(name, lines);
    }
    return lines.get(lineKey(file, line))?.[0] ?? null;
  }

  /** The directive in the block at `place` itself. */
  child(place: Place, name: string): Directive | null {
    return this.#within(this.at(place)?.body ?? [], name)[0] ?? null;
  }

  /** What the block at `place` sets, or inherits from the nearest level above that sets it. */
  inherited(place: Place, name: string): Directive | null {
    return this.inheritedAll(place, name)[0] ?? null;
  }

  /** The same for a directive that may occur several times, such as proxy_set_header. */
  inheritedAll(place: Place, name: string): Body {
    let node = this.#nodes.get(placeKey(place)) ?? null;
    while (node) {
      const found = this.#within(node.directive.body ?? [], name);
      if (found.length > 0) return found;
      node = node.parent;
    }
    return this.#within(this.#top, name);
  }

  #within(body: Body, name: string): Body {
    let names = this.#bodies.get(body);
    if (!names) {
      names = groupBy(body, (directive) => directive.name);
      this.#bodies.set(body, names);
    }
    return names.get(name) ?? [];
  }

  #enter(directives: Body, parent: Node | null): void {
    for (const directive of directives) {
      const node = { directive, parent };
      this.#nodes.set(placeKey(directive.place), node);
      if (directive.body) this.#enter(directive.body, node);
    }
  }
}

/** A place as the key of a map. */
export function placeKey({ file, line, column }: Place): string {
  return `${column}:${lineKey(file, line)}`;
}

function lineKey(file: string, line: number): string {
  return `${line}:${file}`;
}
