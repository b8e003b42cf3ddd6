import { TidegateError } from '../../../lib/errors.js';
import type { Place } from '../../../model/place.js';
import type { Word } from '../../word.js';
import { type Directive, everyOne } from './syntax.js';

/**
 * Beginnings of placeholders of Jinja (Ansible), Go (Helm) and ERB, and placeholders of autoconf
 * and similar tools.
 */
const MARK = /\{\{|\{%|<%|%>|@[A-Z][A-Z0-9_]*@|%%[A-Z][A-Z0-9_]*%%|\b__\w+/;
const ENDS: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '<%': '%>' };
const LONGEST_SHOWN = 80;

/** envsubst's placeholder, which is also a variable of nginx if something sets it. */
const VARIABLE = /\$\{([A-Z][A-Z0-9_]{0,60})\}/;

/** Directives whose values affect the figures; in others a mark may be text for clients. */
const COUNTED = /^(?:upstream|\w{1,20}_pass|\w{1,20}_bind)$/;

/** The same for directives without nginx variables, where any dollar sign is a placeholder. */
const PLAIN = /^(?:listen|server|worker_\w{1,40}|keepalive|include)$/;
const ANY_VARIABLE = /\$(?:\{\w{1,80}\}?|\w{1,80})/;

/** Directives that define a variable. */
const MAKES = /^(?:set|map|geo|split_clients|perl_set|(?:js|auth_request)_\w{1,40}|set_\w{1,40})$/;

/**
 * Refuses a template. The values of its placeholders (a port, a limit, a list of servers) are
 * unknown, and their names must not become figures.
 * @throws TidegateError CONFIG_NOT_RENDERED for the first placeholder that a figure would depend on
 */
export function refusePlaceholders(directives: readonly Directive[]): void {
  const made = new Set(variablesOf(directives));
  for (const directive of everyOne(directives)) {
    const { name, place, args } = directive;
    const named = markOf(name) ?? (name.startsWith('${') ? VARIABLE.exec(name) : null);
    if (named) throw template(named[0], place);
    for (const [at, word] of args.entries()) {
      const kind = PLAIN.test(name) ? 'plain' : COUNTED.test(name) ? 'counted' : 'text';
      // The text between <% and %> has several words.
      const rest = word.text.startsWith('<%')
        ? args.slice(at).map(({ text }) => text)
        : [word.text];
      const mark = markIn({ ...word, text: rest.join(' ') }, kind, made);
      if (mark) throw mark;
    }
  }
}

function markIn(
  word: Word,
  kind: 'plain' | 'counted' | 'text',
  made: ReadonlySet<string>,
): TidegateError | null {
  const { text, place, quoted } = word;
  const mark = kind !== 'text' || (!quoted && /[<%]%/.test(text)) ? markOf(text) : null;
  const found = mark ?? variableIn(text, kind, made);
  if (!found) return null;
  const column = place.column + found.index + (quoted ? 1 : 0);
  return template(found[0], { ...place, column });
}

function variableIn(
  text: string,
  kind: 'plain' | 'counted' | 'text',
  made: ReadonlySet<string>,
): Mark | null {
  if (kind === 'plain') return ANY_VARIABLE.exec(text);
  const variable = kind === 'counted' ? VARIABLE.exec(text) : null;
  return variable && !made.has(variable[1] ?? '') ? variable : null;
}

/**
 * Replaces an error of the parser by that of a template, if the same line has a placeholder: `{{`
 * looks like a block, and a message about a block would not help.
 */
export function asTemplateError(error: unknown, text: string): unknown {
  if (!(error instanceof TidegateError) || !error.place) return error;
  const { file, line, column } = error.place;
  if (error.code === 'CONFIG_BLOCK_UNCLOSED') return swallowed(text, file) ?? error;
  const written = text.split('\n', line).at(-1) ?? '';
  if (/^\s*#/.test(written)) return error;
  const mark = markOf(written);
  if (mark) return template(mark[0], { file, line, column: mark.index + 1 });
  // A placeholder for a whole directive has no semicolon.
  const variable = VARIABLE.exec(written.slice(column - 1));
  return variable?.index === 0 ? template(variable[0], error.place) : error;
}

/** `{NAME}`: its brace opens a block, and its end counts as a part of the name. */
const IN_BRACES = /(?:^|[\s:/.=])(\{[A-Z][A-Z0-9_]{1,60}\})/;

function swallowed(text: string, file: string): TidegateError | null {
  for (const [at, written] of text.split('\n').entries()) {
    const found = /^\s*#/.test(written) ? null : IN_BRACES.exec(written);
    const mark = found?.[1];
    if (!found || mark === undefined) continue;
    const column = found.index + found[0].length - mark.length + 1;
    return template(mark, { file, line: at + 1, column });
  }
  return null;
}

function template(mark: string, place: Place): TidegateError {
  return new TidegateError(
    'CONFIG_NOT_RENDERED',
    `"${mark}" is a placeholder: this is a template, not a configuration`,
    {
      place,
      hint: 'Render it first with its tool (envsubst, Ansible, Helm, ...), and name the file that the tool writes.',
    },
  );
}

type Mark = Pick<RegExpExecArray, 'index' | 0>;

/** The first placeholder of a text, whole if its end is in the text too. */
function markOf(text: string): Mark | null {
  const found = MARK.exec(text);
  if (!found) return null;
  const { 0: begin, index } = found;
  if (begin.startsWith('__') && !/^__[A-Z0-9_]*[A-Z0-9]__$/.test(begin)) return null;
  const end = ENDS[begin];
  const at = end === undefined ? -1 : text.indexOf(end, index);
  const whole = at === -1 || at - index > LONGEST_SHOWN ? begin : text.slice(index, at + 2);
  return { index, 0: whole };
}

/** `$NAME` if something defines it, and the named groups of expressions. */
function* variablesOf(directives: readonly Directive[]): Iterable<string> {
  for (const { name, args } of everyOne(directives)) {
    for (const { text } of args) {
      const made = MAKES.test(name) ? /^\$\{?(\w{1,80})\}?$/.exec(text)?.[1] : undefined;
      if (made) yield made;
      for (const [, group] of text.matchAll(/\(\?P?<(\w{1,80})>/g)) if (group) yield group;
    }
  }
}
