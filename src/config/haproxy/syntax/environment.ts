import type { Word } from '../../word.js';

/** The environment variables, by name, with which HAProxy would be started. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A word, and the variables in it that are not set; their names stay in its text. */
export interface HaproxyWord extends Word {
  readonly unset?: readonly string[];
}

/** A variable at this place: `$NAME`, `${NAME}`, `${NAME-default}`, `${NAME[*]}`. */
const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(\[\*\])?(?:-([^}]*))?\})/y;

export interface Expanded {
  readonly text: string;
  /** Offset after the variable. */
  readonly end: number;
  /** Its name, if it is not set and has no default. */
  readonly unset: string | null;
}

/** The variable at `at`; null = there is none. Source: HAProxy tools.c, parse_line. */
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
 * Expands variables outside of double quotes, which HAProxy does only in addresses. Source: HAProxy
 * tools.c, str2sa_range, env_expand.
 */
export function expandAddress(word: HaproxyWord, environment: Environment): HaproxyWord {
  if (!word.text.includes('$')) return word;
  const unset: string[] = [];
  // Behind the last brace, each search for a closing one would run to the end of the word.
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

/**
 * Applies `setenv`, `presetenv`, `unsetenv` and `resetenv` of `global`, which affect the lines
 * below them.
 */
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
