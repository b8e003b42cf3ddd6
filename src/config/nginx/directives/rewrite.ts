import type { Condition, FileTest, Return, RewriteStep } from '../../../model/nginx.js';
import type { Word } from '../../word.js';
import { invalid } from '../../word.js';
import type { IfDraft } from '../drafts/drafts.js';
import { type AnyEntry, argument, type Entry, MANY, type Reader } from '../drafts/entry.js';
import type { Directive } from '../syntax/syntax.js';
import { integer, template } from '../values/values.js';
import { checkPattern } from './check-pattern.js';

type RewriteLevels = 'server' | 'location' | 'if';

/** The steps that run before content is looked for. */
export const REWRITE: readonly AnyEntry[] = [
  step('set', [2, 2], (directive) => ({
    kind: 'set',
    variable: settable(argument(directive, 0)),
    value: template(argument(directive, 1)),
    place: directive.place,
  })),
  step('return', [1, 2], (directive) => ({ kind: 'return', ...readReturn(directive) })),
  step('break', [0, 0], ({ place }) => ({ kind: 'break', place })),
  {
    ...step('rewrite', [2, 3], (directive) => ({
      kind: 'rewrite',
      pattern: argument(directive, 0).text,
      replacement: template(argument(directive, 1)),
      flag: directive.args[2]?.text ?? null,
      place: directive.place,
    })),
    counted: true,
  },
  {
    name: 'if',
    contexts: ['server', 'location'],
    args: [1, MANY],
    block: true,
    repeats: true,
    apply: (draft, directive, reader) => {
      const condition = readCondition(directive, reader);
      const passes = 'passes' in draft ? draft.passes : [];
      const inner: IfDraft = { steps: [], passes };
      reader.block('if', inner, directive);
      draft.steps.push({ kind: 'if', condition, steps: inner.steps, place: directive.place });
    },
  } satisfies Entry<'server' | 'location'>,
];

function step(
  name: string,
  args: readonly [number, number],
  read: (directive: Directive) => RewriteStep,
): AnyEntry {
  return {
    name,
    contexts: ['server', 'location', 'if'],
    args,
    repeats: true,
    apply: (draft, directive) => {
      draft.steps.push(read(directive));
    },
  } satisfies Entry<RewriteLevels>;
}

function settable(word: Word): string {
  if (!/^\$\w+$/.test(word.text)) throw invalid(word, 'a variable to set, as $name');
  return word.text.slice(1);
}

const REDIRECT = /^(?:https?:\/\/|\$scheme)/;

/** `return code`, `return code text`, `return URL` (302). */
function readReturn(directive: Directive): Return {
  const first = argument(directive, 0);
  const second = directive.args[1];
  const place = directive.place;
  if (/^\d+$/.test(first.text)) {
    const status = integer(first);
    if (status > 999) throw invalid(first, 'a status code up to 999');
    return { status, text: second ? template(second) : null, place };
  }
  if (second || !REDIRECT.test(first.text)) throw invalid(first, 'a status code or a URL');
  return { status: 302, text: template(first), place };
}

const FILE_TESTS: Readonly<Record<string, FileTest>> = {
  f: 'file',
  d: 'directory',
  e: 'exists',
  x: 'executable',
};

/** `($x)`, `($x = y)`, `($x !~* y)`, `(!-f path)`: several words, with the parentheses at their ends. */
function readCondition(directive: Directive, reader: Reader): Condition {
  const [value, operator, operand, ...more] = withoutParentheses(directive);
  if (value === undefined || more.length > 0) throw notACondition(directive);
  const { place } = directive;
  const fileTest = /^(!?)-([fdex])$/.exec(value.text);
  if (fileTest !== null) {
    const kind = FILE_TESTS[fileTest[2] ?? ''];
    if (kind === undefined || operator === undefined || operand) throw notACondition(directive);
    return { kind, path: template(operator), negated: fileTest[1] === '!', place };
  }
  if (!/^\$\w+$/.test(value.text)) throw notACondition(directive);
  const asked = { value: template(value), negated: false, place };
  if (operator === undefined) return { ...asked, kind: 'set', to: [] };
  const [, not, how] = /^(!?)(=|~\*?)$/.exec(operator.text) ?? [];
  if (how === undefined || operand === undefined) throw notACondition(directive);
  const negated = not === '!';
  if (how === '=') return { ...asked, kind: 'equals', to: template(operand), negated };
  checkPattern(operand.text, operand.place, reader);
  return { ...asked, kind: 'matches', pattern: operand.text, ignoreCase: how === '~*', negated };
}

function withoutParentheses(directive: Directive): Word[] {
  const words = [...directive.args];
  const first = words.shift();
  if (!first?.text.startsWith('(')) throw notACondition(directive);
  if (first.text !== '(') words.unshift({ ...first, text: first.text.slice(1) });
  const last = words.pop();
  if (!last?.text.endsWith(')')) throw notACondition(directive);
  if (last.text !== ')') words.push({ ...last, text: last.text.slice(0, -1) });
  return words;
}

function notACondition(directive: Directive): Error {
  return invalid(
    argument(directive, 0),
    'a condition: ($x), ($x = text), ($x ~ pattern), (-f file), each also with !',
  );
}
