/** Deeper than any scenario, and far from where a parser that calls itself runs out of stack. */
const DEEPEST = 100;

/**
 * Where a YAML text may nest too deeply to be parsed; -1 = nowhere. What opens a level is counted
 * wherever it stands, in a comment or a quoted text too: flow brackets, what stands in front of a
 * line's first word, for a level of blocks takes a column at least, and the keys of one line, each of
 * which the parser takes for one within the last; in brackets those since the last comma.
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

/** `a: `, `? a`; a colon within a word is none. */
function isKey(mark: string, next: string): boolean {
  return (mark === ':' || mark === '?') && (next === '' || ' \t\n\r:?'.includes(next));
}
