/** Whether a name matches one part of a pattern. */
export type NameMatcher = (name: string) => boolean;

type Takes = (char: string) => boolean;

/** PATH_MAX, limits.h: no system call accepts a longer path. */
const MAX_PATH = 4096;

/**
 * One part of a path with `*`, `?` and `[...]`, by the rules of glob(3): a leading dot is matched
 * only by a dot, a backslash makes the next character literal, and a bracket that is never closed
 * stands for itself.
 *
 * Once a second star is reached, the first one never has to be tried again, so matching a name
 * costs at most its length times the pattern's, however many stars there are.
 */
export function namePattern(pattern: string): NameMatcher {
  if (pattern.length > MAX_PATH) return () => false;
  const steps = stepsOf(pattern);
  const dot = pattern.startsWith('.') || pattern.startsWith('\\.');
  return (name) => (dot || !name.startsWith('.')) && fits(steps, name);
}

const STAR = 'star';

function stepsOf(pattern: string): (Takes | typeof STAR)[] {
  const steps: (Takes | typeof STAR)[] = [];
  for (let at = 0; at < pattern.length; ) {
    const char = pattern.charAt(at);
    const bracket = char === '[' ? readBracket(pattern, at) : null;
    if (bracket) {
      steps.push(bracket.takes);
      at = bracket.end;
      continue;
    }
    if (char === '*') steps.push(STAR);
    else if (char === '?') steps.push(() => true);
    else {
      if (char === '\\' && at + 1 < pattern.length) at += 1;
      const literal = pattern.charAt(at);
      steps.push((one) => one === literal);
    }
    at += 1;
  }
  return steps;
}

function fits(steps: readonly (Takes | typeof STAR)[], name: string): boolean {
  let step = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < name.length) {
    const takes = steps[step];
    if (takes === STAR) {
      star = step;
      starAt = at;
      step += 1;
    } else if (takes?.(name.charAt(at))) {
      step += 1;
      at += 1;
    } else if (star === -1) {
      return false;
    } else {
      // The last star takes one more character.
      starAt += 1;
      at = starAt;
      step = star + 1;
    }
  }
  while (steps[step] === STAR) step += 1;
  return step === steps.length;
}

/** `[abc]`, `[a-z]`, `[!a]` or `[^a]`; a `]` at the beginning is a member. Null = never closed. */
function readBracket(pattern: string, start: number): { takes: Takes; end: number } | null {
  let at = start + 1;
  const negated = pattern.charAt(at) === '!' || pattern.charAt(at) === '^';
  if (negated) at += 1;
  const ranges: (readonly [low: string, high: string])[] = [];
  for (const first = at; at < pattern.length; ) {
    if (pattern.charAt(at) === ']' && at > first) {
      const isMember: Takes = (char) => ranges.some(([low, high]) => char >= low && char <= high);
      return { takes: negated ? (char) => !isMember(char) : isMember, end: at + 1 };
    }
    if (pattern.charAt(at) === '\\') at += 1;
    const low = pattern.charAt(at);
    const isRange = pattern.charAt(at + 1) === '-' && !']'.includes(pattern.charAt(at + 2));
    ranges.push([low, isRange ? pattern.charAt(at + 2) : low]);
    at += isRange ? 3 : 1;
  }
  return null;
}
