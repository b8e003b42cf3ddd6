import type { AST } from '@eslint-community/regexpp';

/** The characters that one step of an expression takes: by UTF-16 code unit. */
export type Takes = (code: number) => boolean;

/** An expression, or a part of one, whose running time this checker cannot bound. */
export class Unproven extends Error {}

type Consuming = AST.Character | AST.CharacterSet | AST.CharacterClass;

/** @throws Unproven for classes that are not of single characters (the `v` flag) */
export function takes(node: Consuming, flags: AST.Flags): Takes {
  const plain = exactly(node, flags);
  if (!flags.ignoreCase) return plain;
  // Both cases of every character; wider than JavaScript's own folding, never narrower.
  return (code) =>
    plain(code) || plain(otherCase(code, 'toLowerCase')) || plain(otherCase(code, 'toUpperCase'));
}

function exactly(node: Consuming, flags: AST.Flags): Takes {
  if (node.type === 'Character') return (code) => code === (node.value & 0xffff);
  if (node.type === 'CharacterSet') return setOf(node, flags);
  const parts = node.elements.map((element): Takes => {
    if (element.type === 'Character') return (code) => code === element.value;
    if (element.type === 'CharacterSet') return setOf(element, flags);
    if (element.type === 'CharacterClassRange') {
      return (code) => code >= element.min.value && code <= element.max.value;
    }
    throw new Unproven(`a class with ${element.type}`);
  });
  const inside: Takes = (code) => parts.some((part) => part(code));
  if (!node.negate) return inside;
  if (!flags.ignoreCase) return (code) => !inside(code);
  return (code) =>
    !(
      inside(code) ||
      inside(otherCase(code, 'toLowerCase')) ||
      inside(otherCase(code, 'toUpperCase'))
    );
}

function setOf(set: AST.CharacterSet, flags: AST.Flags): Takes {
  if (set.kind === 'any') return flags.dotAll ? () => true : (code) => !isLineEnd(code);
  if (set.kind === 'property') throw new Unproven('a Unicode property');
  const pattern = { digit: /\d/, space: /\s/, word: /\w/ }[set.kind];
  return (code) => pattern.test(String.fromCharCode(code)) !== set.negate;
}

/** The line ends that `^` and `$` look for with the flag `m`. */
function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

function otherCase(code: number, how: 'toLowerCase' | 'toUpperCase'): number {
  const changed = String.fromCharCode(code)[how]();
  return changed.length === 1 ? changed.charCodeAt(0) : code;
}

const MAX_ATOMS = 31;

/**
 * Splits all characters into the fewest atoms that distinguish the sets, and gives each set as
 * bits, one for each atom.
 */
export class Alphabet {
  readonly all: number;
  readonly lineEnds: number;
  readonly #bits: number[];

  constructor(sets: readonly Takes[]) {
    const every = [...sets, isLineEnd];
    const atoms = new Map<string, number>();
    const bits = every.map(() => 0);
    for (let code = 0; code <= 0xffff; code += 1) {
      // Above Latin-1 the signatures change in few places, and only these are examined.
      if (code > 0x24f && code < 0xfff0 && !SPARSE.has(code) && code % 0x400 !== 0) continue;
      const signature = every.map((set) => (set(code) ? '1' : '0')).join('');
      if (atoms.has(signature)) continue;
      const atom = atoms.size;
      if (atom === MAX_ATOMS) throw new Unproven('too many kinds of characters');
      atoms.set(signature, atom);
      for (const [at, set] of every.entries())
        if (set(code)) bits[at] = (bits[at] ?? 0) | (1 << atom);
    }
    this.all = 2 ** atoms.size - 1;
    this.#bits = bits;
    this.lineEnds = bits.at(-1) ?? 0;
  }

  bits(set: number): number {
    return this.#bits[set] ?? 0;
  }
}

const SPARSE = new Set([
  0x1680, 0x2000, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff, 0xd800, 0xdc00,
]);
