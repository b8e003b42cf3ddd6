import { parseAst } from 'vitest/node';

/** A regular expression in a source file; what a call makes at run time has no pattern here. */
export interface Expression {
  readonly line: number;
  /** As written in the source. */
  readonly text: string;
  readonly known: { readonly pattern: string; readonly flags: string } | null;
}

type Tree = Record<string, unknown>;

/**
 * Finds the regular expressions of a TypeScript source: literals, and calls of `RegExp` and of the
 * functions `makers` whose argument is not a single literal or constant string.
 */
export function findExpressions(source: string, makers: readonly string[]): Expression[] {
  const found: Expression[] = [];
  visit(parseAst(source, { lang: 'ts' }) as unknown as Tree, (node) => {
    const expression = expressionOf(node, makers);
    if (!expression) return;
    const [start, end] = [node.start as number, node.end as number];
    const line = source.slice(0, start).split('\n').length;
    found.push({ line, text: source.slice(start, end), known: expression.known });
  });
  return found;
}

function expressionOf(node: Tree, makers: readonly string[]): Pick<Expression, 'known'> | null {
  if (node.type === 'Literal' && node.regex) {
    const { pattern, flags } = node.regex as { pattern: string; flags: string };
    return { known: { pattern, flags } };
  }
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return null;
  const { name } = node.callee as { name?: string };
  if (!name || !['RegExp', ...makers].includes(name)) return null;
  const [pattern, flags] = node.arguments as Tree[];
  // An expression that is made of a literal is found as that literal.
  if (pattern?.regex) return null;
  if (typeof pattern?.value !== 'string' || (flags && typeof flags.value !== 'string')) {
    return { known: null };
  }
  return { known: { pattern: pattern.value, flags: (flags?.value as string) ?? '' } };
}

function visit(node: unknown, seen: (node: Tree) => void): void {
  if (Array.isArray(node)) {
    for (const one of node) visit(one, seen);
  } else if (node !== null && typeof node === 'object') {
    seen(node as Tree);
    for (const [key, value] of Object.entries(node)) if (key !== 'regex') visit(value, seen);
  }
}
