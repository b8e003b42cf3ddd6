import { RegExpParser } from '@eslint-community/regexpp';
import { type Automaton, automatonOf, type Edge } from './automaton.js';
import { Unproven } from './char-classes.js';

/**
 * Says why an expression may take longer than linear time on some text, or null where it is proven
 * that it cannot.
 *
 * A backtracking matcher walks, at worst, every way through the expression that takes a part of the
 * text. There are at most c·n such ways unless one of two shapes exists (Weber and Seidl, On the
 * degree of ambiguity of finite automata, 1991):
 * - a state that comes back to itself in two ways over the same text: exponential;
 * - a state p that comes back to itself, leads to q, and q comes back to itself, all three over the
 *   same text: quadratic or worse. A search begins anew at every character, so its beginning is
 *   such a p.
 * A q that matches whatever follows does no harm: the search ends there.
 */
export function notLinear(source: string, flags: string): string | null {
  try {
    const parser = new RegExpParser();
    const parsedFlags = parser.parseFlags(flags);
    const pattern = parser.parsePattern(source, undefined, undefined, parsedFlags);
    const automaton = automatonOf(pattern, parsedFlags);
    const loops = components(automaton);
    if (isExponential(automaton, loops)) return 'exponential';
    return isPolynomial(automaton, loops) ? 'quadratic or worse' : null;
  } catch (error) {
    if (error instanceof Unproven) return `unproven: it has ${error.message}`;
    throw error;
  }
}

type Bits = number;

/** By state, the states it can reach, itself only through an edge. */
function reachable({ edges }: Automaton): ReadonlySet<number>[] {
  return edges.map((_, start) => {
    const seen = new Set<number>();
    const queue = [start];
    for (const at of queue) {
      for (const { to } of edges[at] ?? []) {
        if (seen.has(to)) continue;
        seen.add(to);
        queue.push(to);
      }
    }
    return seen;
  });
}

interface Loops {
  readonly reach: readonly ReadonlySet<number>[];
  readonly looping: readonly number[];
  together(a: number, b: number): boolean;
}

function components(automaton: Automaton): Loops {
  const reach = reachable(automaton);
  const from = (a: number, b: number) => reach[a]?.has(b) ?? false;
  return {
    reach,
    looping: automaton.edges.flatMap((_, state) => (from(state, state) ? [state] : [])),
    together: (a, b) => from(a, b) && from(b, a),
  };
}

function isExponential({ edges, sure }: Automaton, loops: Loops): boolean {
  return loops.looping.some((state) => {
    const inLoop = ({ to }: Edge) => loops.together(state, to) && !sure[to];
    const seen = new Set<string>();
    const queue: { a: number; b: number; apart: boolean }[] = [
      { a: state, b: state, apart: false },
    ];
    for (const { a, b, apart } of queue) {
      for (const one of (edges[a] ?? []).filter(inLoop)) {
        for (const other of (edges[b] ?? []).filter(inLoop)) {
          if ((one.bits & other.bits) === 0) continue;
          const next = { a: one.to, b: other.to, apart: apart || one !== other };
          if (next.apart && next.a === state && next.b === state) return true;
          const key = `${next.a} ${next.b} ${next.apart}`;
          if (seen.has(key)) continue;
          seen.add(key);
          queue.push(next);
        }
      }
    }
    return false;
  });
}

function isPolynomial(automaton: Automaton, loops: Loops): boolean {
  const ends = loops.looping.filter((state) => !automaton.sure[state]);
  return loops.looping.some((p) =>
    ends.some((q) => p !== q && loops.reach[p]?.has(q) && sharesText(automaton, loops, p, q)),
  );
}

/** Whether one text leads p to p, p to q and q to q. */
function sharesText({ edges, sure }: Automaton, loops: Loops, p: number, q: number): boolean {
  const seen = new Set<string>();
  const queue: (readonly [number, number, number])[] = [[p, p, q]];
  for (const [a, b, c] of queue) {
    for (const first of edges[a] ?? []) {
      if (!loops.together(p, first.to)) continue;
      for (const third of edges[c] ?? []) {
        const shared: Bits = first.bits & third.bits;
        if (shared === 0 || sure[third.to] || !loops.together(q, third.to)) continue;
        for (const second of edges[b] ?? []) {
          if ((second.bits & shared) === 0) continue;
          if (second.to !== q && !loops.reach[second.to]?.has(q)) continue;
          if (first.to === p && second.to === q && third.to === q) return true;
          const key = `${first.to} ${second.to} ${third.to}`;
          if (seen.has(key)) continue;
          seen.add(key);
          queue.push([first.to, second.to, third.to]);
        }
      }
    }
  }
  return false;
}
