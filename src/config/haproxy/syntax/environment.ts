import type { Word } from '../../nginx/syntax/syntax.js';

/** Environment variables by name, as HAProxy would be started with. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A word, and the variables in it that are not set: their names still stand in its text. */
export interface HaproxyWord extends Word {
  readonly unset?: readonly string[];
}

/** A variable at this place: `$NAME`, `${NAME}`, `${NAME-default}`, `${NAME[*]}`. */
const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(\[\*\])?(?:-([^}]*))?\})/y;

export interface Expanded {
  readonly text: string;
  /** Offset just past the variable. */
  readonly end: number;
  /** Its name where it is not set and has no default. */
  readonly unset: string | null;
}

/** The variable that stands at `at`; null = none does. Source: HAProxy tools.c, parse_line. */
export function expandAt(text: string, at: number, environment: Environment): Expanded | null {
  VARIABLE.lastIndex = at;
  const found = VARIABLE.exec(text);
  if (!found) return null;
  const name = found[1] ?? found[2] ?? '';
  const value = environment[name] ?? found[4];
  const end = at + found[0].length;
  return value === undefined
    ? { text: found[0], end, unset: name }
    : { text: value, end, unset: null };
}

/**
 * Variables outside of double quotes, which HAProxy expands in addresses only.
 * Source: HAProxy tools.c, str2sa_range, env_expand.
 */
export function expandAddress(word: HaproxyWord, environment: Environment): HaproxyWord {
  if (!word.text.includes('$')) return word;
  const unset: string[] = [];
  // Behind it each look for a brace that closes would run to the end of the word.
  const lastBrace = word.text.lastIndexOf('}');
  let text = '';
  for (let at = 0; at < word.text.length; ) {
    const begins = word.text[at] === '$' && (word.text[at + 1] !== '{' || at < lastBrace);
    const found = begins ? expandAt(word.text, at, environment) : null;
    text += found ? found.text : word.text.charAt(at);
    at = found?.end ?? at + 1;
    if (found?.unset) unset.push(found.unset);
  }
  return { ...word, text, ...(unset.length > 0 && { unset }) };
}

/** `setenv`, `presetenv`, `unsetenv` and `resetenv` of `global` hold for the lines below them. */
export function changeEnvironment(
  [keyword, ...args]: readonly HaproxyWord[],
  environment: Record<string, string | undefined>,
): void {
  const [name, value] = args.map(({ text }) => text);
  switch (keyword?.text) {
    case 'setenv':
      if (name !== undefined) environment[name] = value ?? '';
      break;
    case 'presetenv':
      if (name !== undefined) environment[name] ??= value ?? '';
      break;
    case 'unsetenv':
      for (const { text } of args) delete environment[text];
      break;
    case 'resetenv': {
      const kept = new Set(args.map(({ text }) => text));
      for (const one of Object.keys(environment)) if (!kept.has(one)) delete environment[one];
      break;
    }
  }
}

/** A name that an expression, or a variable that is not set, makes at run time: it can be any. */
export function isMadeAtRunTime(name: string): boolean {
  return /%\[|\$\{?\w/.test(name);
}
