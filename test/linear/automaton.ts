import type { AST } from '@eslint-community/regexpp';
import { Alphabet, type Takes, takes, Unproven } from './char-classes.js';

/**
 * What a backtracking matcher can do with an expression, as an automaton. Each state is a place in
 * the expression just after a character was taken; each edge is one way to take the next one. If
 * two ways through the expression take the same character, there are two edges.
 */
export interface Automaton {
  /** By state; state 0 is the beginning of the input. */
  readonly edges: readonly (readonly Edge[])[];
  /** States from which the expression matches whatever follows. */
  readonly sure: readonly boolean[];
}

export interface Edge {
  readonly to: number;
  /** The atoms it takes, as bits. */
  readonly bits: number;
}

type Link =
  | { readonly kind: 'free' | 'start' | 'end'; readonly to: number }
  | { readonly kind: 'take'; readonly to: number; readonly set: number };

/**
 * A counted part with more copies than this is treated as endless, which can only overestimate the
 * time.
 */
const MAX_COPIES = 40;
const MAX_STATES = 3000;

/** @throws Unproven if the expression has a part that cannot be analysed here, such as a backreference */
export function automatonOf(pattern: AST.Pattern, flags: AST.Flags): Automaton {
  const graph = new Graph(flags);
  const start = graph.node();
  const accept = graph.node();
  graph.alternatives(pattern.alternatives, start, accept);
  return new Walk(graph, start, accept, flags).automaton();
}

/** Thompson's construction: nodes with links, some of which take a character. */
class Graph {
  readonly links: Link[][] = [];
  readonly sets: Takes[] = [];
  readonly #flags: AST.Flags;

  constructor(flags: AST.Flags) {
    this.#flags = flags;
  }

  node(): number {
    return this.links.push([]) - 1;
  }

  link(from: number, link: Link): void {
    this.links[from]?.push(link);
  }

  alternatives(alternatives: readonly AST.Alternative[], from: number, to: number): void {
    for (const { elements } of alternatives) {
      let at = from;
      for (const element of elements) {
        const next = this.node();
        this.#element(element, at, next);
        at = next;
      }
      this.link(at, { kind: 'free', to });
    }
  }

  #element(element: AST.Element, from: number, to: number): void {
    switch (element.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass': {
        const set = this.sets.push(takes(element, this.#flags)) - 1;
        this.link(from, { kind: 'take', to, set });
        return;
      }
      case 'Group':
      case 'CapturingGroup':
        this.alternatives(element.alternatives, from, to);
        return;
      case 'Quantifier':
        this.#quantifier(element, from, to);
        return;
      case 'Assertion':
        this.#assertion(element, from, to);
        return;
      default:
        throw new Unproven(`a ${element.type}`);
    }
  }

  #quantifier({ element, min, max }: AST.Quantifier, from: number, to: number): void {
    let at = from;
    const copies = Math.min(min, MAX_COPIES);
    for (let copy = 0; copy < copies; copy += 1) {
      const next = this.node();
      this.#element(element, at, next);
      at = next;
    }
    if (max > MAX_COPIES) {
      const loop = this.node();
      this.link(at, { kind: 'free', to: loop });
      this.#element(element, loop, loop);
      this.link(loop, { kind: 'free', to });
      return;
    }
    for (let copy = copies; copy < max; copy += 1) {
      this.link(at, { kind: 'free', to });
      const next = this.node();
      this.#element(element, at, next);
      at = next;
    }
    this.link(at, { kind: 'free', to });
  }

  /** A lookahead is tried as a way of its own that leads nowhere. */
  #assertion(assertion: AST.Assertion, from: number, to: number): void {
    if (assertion.kind === 'start' || assertion.kind === 'end') {
      this.link(from, { kind: assertion.kind, to });
      return;
    }
    if (assertion.kind === 'lookbehind') throw new Unproven('a lookbehind');
    const checked = this.node();
    // Its own node ensures that the states after a counted part do not count as sure to match.
    this.link(from, { kind: 'free', to: checked });
    this.link(checked, { kind: 'end', to: this.node() });
    if (assertion.kind === 'lookahead') {
      this.alternatives(assertion.alternatives, checked, this.node());
    }
    this.link(checked, { kind: 'free', to });
    this.unsure.add(checked);
  }

  /** Nodes that can fail although a free link leads on. */
  readonly unsure = new Set<number>();
}

/** What precedes the place; it decides whether `^` holds. */
type Before = 'nothing' | 'line-end' | 'other';

/** What was met on the way to a node without taking a character. */
interface Way {
  /** The characters that may still follow. */
  readonly bits: number;
  /** Whether the way can be taken wherever it begins. */
  readonly matches: 'always' | 'at the end' | 'perhaps';
}

function atMost(matches: Way['matches'], kind: 'start' | 'end'): Way['matches'] {
  return kind === 'end' && matches !== 'perhaps' ? 'at the end' : 'perhaps';
}

class Walk {
  readonly #graph: Graph;
  readonly #start: number;
  readonly #accept: number;
  readonly #flags: AST.Flags;
  readonly #alphabet: Alphabet;
  readonly #ids = new Map<string, number>();
  readonly #queue: { readonly node: number; readonly before: Before }[] = [];
  readonly #edges: Edge[][] = [];
  readonly #sure: boolean[] = [];

  constructor(graph: Graph, start: number, accept: number, flags: AST.Flags) {
    this.#graph = graph;
    this.#start = start;
    this.#accept = accept;
    this.#flags = flags;
    this.#alphabet = new Alphabet(graph.sets);
  }

  automaton(): Automaton {
    this.#state(SEARCH, 'nothing');
    for (let at = 0; at < this.#queue.length; at += 1) {
      const { node, before } = this.#queue[at] as { node: number; before: Before };
      const edges: Edge[] = [];
      this.#edges[at] = edges;
      this.#sure[at] = false;
      // A search tries again one character later; a sticky one does not.
      if (node === SEARCH && !this.#flags.sticky) this.#take(edges, SEARCH, this.#alphabet.all);
      const from = node === SEARCH ? this.#start : node;
      this.#close(at, from, before, new Map(), {
        bits: this.#alphabet.all,
        matches: 'always',
      });
    }
    return { edges: this.#edges, sure: this.#sure };
  }

  /**
   * Follows every way from a node to the next character. JavaScript ends a loop whose turn takes
   * nothing; the turn in which the walk begins has taken a character, so a node may occur twice.
   */
  #close(state: number, node: number, before: Before, path: Map<number, number>, way: Way): void {
    const matches = this.#graph.unsure.has(node) ? 'perhaps' : way.matches;
    if (node === this.#accept && this.#isSure(state, matches)) this.#sure[state] = true;
    path.set(node, (path.get(node) ?? 0) + 1);
    for (const link of this.#graph.links[node] ?? []) {
      if (link.kind === 'take') {
        const bits = this.#alphabet.bits(link.set) & way.bits;
        if (bits !== 0) this.#take(this.#edges[state] as Edge[], link.to, bits);
        continue;
      }
      if ((path.get(link.to) ?? 0) === 2) continue;
      if (link.kind === 'start' && !this.#startHolds(before)) continue;
      const next = {
        bits: link.kind === 'end' ? way.bits & this.#afterEnd() : way.bits,
        matches: link.kind === 'free' ? matches : atMost(matches, link.kind),
      } as const;
      this.#close(state, link.to, before, path, next);
    }
    path.set(node, (path.get(node) ?? 0) - 1);
  }

  /** Also true if it takes any number of any characters up to the end: `.*$` with `s`. */
  #isSure(state: number, matches: Way['matches']): boolean {
    if (matches !== 'at the end') return matches === 'always';
    const { all } = this.#alphabet;
    return (this.#edges[state] ?? []).some(({ to, bits }) => to === state && bits === all);
  }

  #startHolds(before: Before): boolean {
    return before === 'nothing' || (this.#flags.multiline && before === 'line-end');
  }

  /** The characters that may follow a place where `$` held. */
  #afterEnd(): number {
    return this.#flags.multiline ? this.#alphabet.lineEnds : 0;
  }

  #take(edges: Edge[], node: number, bits: number): void {
    const { lineEnds } = this.#alphabet;
    if (!this.#flags.multiline) {
      edges.push({ to: this.#state(node, 'other'), bits });
      return;
    }
    const [ends, others] = [bits & lineEnds, bits & ~lineEnds];
    if (ends !== 0) edges.push({ to: this.#state(node, 'line-end'), bits: ends });
    if (others !== 0) edges.push({ to: this.#state(node, 'other'), bits: others });
  }

  #state(node: number, before: Before): number {
    const key = `${node} ${before}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (this.#queue.length === MAX_STATES) throw new Unproven('too large an expression');
    const id = this.#queue.push({ node, before }) - 1;
    this.#ids.set(key, id);
    return id;
  }
}

/** Represents the node at which the next attempt of a search begins. */
const SEARCH = -1;
