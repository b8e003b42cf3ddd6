import { TidegateError } from '../../../lib/errors.js';
import type { HealthCheck, MatchHeader } from '../../../model/nginx.js';
import type { Word } from '../../word.js';
import { invalid, port } from '../../word.js';
import type { MatchDraft } from '../drafts/drafts.js';
import { type AnyEntry, argument, type Entry, MANY, type Reader } from '../drafts/entry.js';
import type { Directive } from '../syntax/syntax.js';
import { afterEquals, checkRegex, integer, timeMs } from '../values/values.js';

/** Active health checks, and the status API, as NGINX Plus documents them. */
export const HEALTH: readonly AnyEntry[] = [
  {
    name: 'api',
    contexts: ['location'],
    args: [0, 1],
    apply: (location, directive, reader) => {
      const option = directive.args[0];
      if (option?.text === 'write=on') reader.unmodelled('api write=on', option.place);
      else if (option !== undefined && option.text !== 'write=off') {
        throw invalid(option, '"write=off" or nothing');
      }
      if (location.kind === 'regex' || location.kind === 'named') {
        throw new TidegateError(
          'CONFIG_VALUE_BAD',
          `api is not allowed in a ${location.kind} location`,
          {
            place: directive.place,
            hint: 'Put it into a prefix location, such as location /api/ { api; }',
          },
        );
      }
      location.api = true;
    },
  } satisfies Entry<'location'>,
  {
    name: 'health_check',
    contexts: ['location'],
    args: [0, MANY],
    apply: (location, directive, reader) => {
      location.healthCheck = readHealthCheck(directive, reader);
    },
  } satisfies Entry<'location'>,
  {
    name: 'match',
    contexts: ['http'],
    args: [1, 1],
    block: true,
    repeats: true,
    apply: (http, directive, reader) => {
      const draft: MatchDraft = { headers: [] };
      reader.block('match', draft, directive);
      http.matches.push({
        name: argument(directive, 0).text,
        status: draft.status ?? null,
        body: draft.body ?? null,
        headers: draft.headers,
        place: directive.place,
      });
    },
  } satisfies Entry<'http'>,
  {
    name: 'status',
    contexts: ['match'],
    args: [1, MANY],
    apply: (match, directive) => {
      const negated = directive.args[0]?.text === '!';
      const ranges = directive.args.slice(negated ? 1 : 0).map(statusRange);
      const first = argument(directive, 0);
      if (ranges.length === 0) throw invalid(first, 'a status as 200 or 200-399');
      match.status = { negated, ranges };
    },
  } satisfies Entry<'match'>,
  {
    name: 'body',
    contexts: ['match'],
    args: [2, 2],
    apply: (match, directive) => {
      const operator = argument(directive, 0);
      const pattern = argument(directive, 1);
      if (!/^!?~\*?$/.test(operator.text)) throw invalid(operator, 'one of ~ ~* !~ !~*');
      checkRegex(pattern.text, pattern.place);
      match.body = {
        negated: operator.text.startsWith('!'),
        pattern: pattern.text,
        ignoreCase: operator.text.endsWith('*'),
      };
    },
  } satisfies Entry<'match'>,
  {
    name: 'header',
    contexts: ['match'],
    args: [1, 3],
    repeats: true,
    apply: (match, directive) => {
      match.headers.push(readHeader(directive));
    },
  } satisfies Entry<'match'>,
];

function statusRange(word: Word): readonly [number, number] {
  const parts = /^([1-9]\d\d)(?:-([1-9]\d\d))?$/.exec(word.text);
  const low = Number(parts?.[1]);
  const high = Number(parts?.[2] ?? low);
  if (!parts || high < low) throw invalid(word, 'a status as 200 or 200-399');
  return [low, high];
}

const OPERATORS: Readonly<Record<string, MatchHeader['operator']>> = {
  '=': 'equals',
  '!=': 'differs',
  '~': 'matches',
  '!~': 'differs-regex',
  '~*': 'matches',
  '!~*': 'differs-regex',
};

/** `header NAME`, `header ! NAME`, `header NAME = VALUE`. */
function readHeader(directive: Directive): MatchHeader {
  const [first, second, third] = directive.args;
  if (first && !second)
    return { name: first.text, operator: 'present', ignoreCase: false, value: null };
  if (first?.text === '!' && second && !third) {
    return { name: second.text, operator: 'absent', ignoreCase: false, value: null };
  }
  const operator = OPERATORS[second?.text ?? ''];
  if (!first || !operator || !third) {
    throw invalid(
      second ?? argument(directive, 0),
      'one of: NAME, ! NAME, NAME = VALUE, NAME ~ REGEX',
    );
  }
  if (operator === 'matches' || operator === 'differs-regex') checkRegex(third.text, third.place);
  const ignoreCase = second?.text.endsWith('*') ?? false;
  return { name: first.text, operator, ignoreCase, value: third.text };
}

type Options = { -readonly [K in keyof HealthCheck]?: HealthCheck[K] };

const VALUES: Readonly<Record<string, (check: Options, word: Word) => void>> = {
  uri: (check, word) => {
    check.uri = word.text;
  },
  port: (check, word) => {
    check.port = port(word, word.text);
  },
  interval: (check, word) => {
    check.intervalMs = timeMs(word);
    if (check.intervalMs === 0) throw invalid(word, 'an interval above 0');
  },
  jitter: (check, word) => {
    check.jitterMs = timeMs(word);
  },
  fails: (check, word) => {
    check.fails = atLeastOne(word);
  },
  passes: (check, word) => {
    check.passes = atLeastOne(word);
  },
  match: (check, word) => {
    check.match = word.text;
  },
};

function atLeastOne(word: Word): number {
  const value = integer(word);
  if (value === 0) throw invalid(word, 'a number above 0');
  return value;
}

/** Defaults as documented: uri /, every 5 s, one failure is down, one pass is up. */
export function readHealthCheck(directive: Directive, reader: Reader): HealthCheck {
  const check: Options = {};
  for (const option of directive.args) {
    const name = option.text.split('=', 1)[0] ?? '';
    const set = VALUES[name];
    if (set && option.text.includes('=')) set(check, afterEquals(option));
    else if (option.text === 'mandatory') check.mandatory = true;
    else if (/^(?:persistent$|type=|keepalive_time=)/.test(option.text)) {
      reader.unmodelled(`health_check ${name}`, option.place);
    } else throw invalid(option, 'an option of health_check, as interval=5s');
  }
  return {
    uri: '/',
    port: null,
    intervalMs: 5000,
    jitterMs: 0,
    fails: 1,
    passes: 1,
    match: null,
    mandatory: false,
    ...check,
    place: directive.place,
  };
}
