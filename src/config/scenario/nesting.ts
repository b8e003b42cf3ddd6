/** Deeper than any scenario, and far from where a parser that calls itself runs out of stack. */
const DEEPEST = 100;

/**
 * Where a YAML text may nest too deeply to be parsed; -1 = nowhere. What opens a level is counted
 * wherever it stands, in a comment or a quoted text too: flow brackets, and what stands in front of a
 * line's first word, for a level of blocks takes a column at least.
 */
export function tooDeepAt(source: string): number {
  let flow = 0;
  let lead = 0;
  let leading = true;
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '\n') {
      lead = 0;
      leading = true;
    } else if (leading && ' \t-?:'.includes(character)) {
      lead++;
    } else {
      leading = false;
      if (character === '[' || character === '{') flow++;
      else if ((character === ']' || character === '}') && flow > 0) flow--;
    }
    if (flow > DEEPEST || lead > DEEPEST) return at;
  }
  return -1;
}
