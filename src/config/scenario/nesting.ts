/**
 * Deeper than any scenario needs, and far below the depth at which a recursive parser overflows the
 * stack.
 */
const DEEPEST = 100;

/**
 * Offset at which a YAML text nests too deeply to be parsed safely; -1 = it does not. This is an
 * upper bound that is cheap to compute, so it counts every possible level, also in comments and in
 * quoted text: open flow brackets, the indentation of a line's first word (a block level takes at
 * least one column), and the keys of one line, because the parser takes each key for a map inside
 * the previous one. Within brackets only the keys since the last comma count.
 */
export function tooDeepAt(source: string): number {
  let flow = 0;
  let lead = 0;
  let keys = 0;
  let leading = true;
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '\n') {
      lead = 0;
      leading = true;
      if (flow === 0) keys = 0;
    } else if (leading && ' \t-?:'.includes(character)) {
      lead++;
    } else {
      leading = false;
      if (character === '[' || character === '{') flow++;
      else if ((character === ']' || character === '}') && flow > 0) flow--;
    }
    if (isKey(character, source.charAt(at + 1))) keys++;
    else if (',[]{}'.includes(character)) keys = 0;
    if (flow > DEEPEST || lead > DEEPEST || keys > DEEPEST) return at;
  }
  return -1;
}

/** `a: ` or `? a`. A colon inside a word makes no key. */
function isKey(mark: string, next: string): boolean {
  return (mark === ':' || mark === '?') && (next === '' || ' \t\n\r:?'.includes(next));
}
