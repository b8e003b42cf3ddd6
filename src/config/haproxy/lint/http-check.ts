import type { Place } from '../../../model/place.js';
import type { Section } from '../reading/written-sections.js';
import type { Line } from '../syntax/tokenize.js';
import { quoted } from '../syntax/written-line.js';

/** The health check of a section with `option httpchk`. */
export interface HttpCheck {
  readonly option: Line;
  /** The requests of the check, in order; empty = it opens a connection and sends nothing. */
  readonly requests: readonly Request[];
  readonly expects: readonly Expect[];
}

/** A request, and the line where its method is or would be written. */
interface Request {
  readonly method: string;
  readonly line: Line;
}

/** `http-check expect [options] [!] KIND PATTERN`. */
interface Expect {
  /** It tests the body. */
  readonly isBody: boolean;
  readonly isStatus: boolean;
  readonly negative: boolean;
  /** The request whose answer it tests; null = nothing has been sent. */
  readonly request: Request | null;
  readonly place: Place;
}

/** Each of these options replaces the one before it. */
const CHECK =
  /^(?:httpchk|tcp-check|ssl-hello-chk|smtpchk|mysql-check|pgsql-check|redis-check|ldap-check|spop-check|external-check)$/;
const STEPS = /^(?:connect|send|expect|comment|set-var|set-var-fmt|unset-var)$/;
const ASKING = /^(?:connect|send|expect)$/;
const BODY = /^(?:string|rstring|string-lf|rstring-lf)$/;

/**
 * The requests and expectations of HAProxy's check; null = it checks in another way.
 *
 * A section with steps of its own uses none from its `defaults`, and loses the request of an
 * `option httpchk` there: nothing is sent then. The first `http-check send` replaces the request of
 * `option httpchk` in the parts that it gives. Every other request is OPTIONS unless it names a
 * method.
 *
 * Source: HAProxy tcpcheck.c, tcpcheck_add_http_rule, proxy_parse_httpcheck; measured with 2.6.12.
 */
export function httpCheckOf(section: Section): HttpCheck | null {
  const option = activeOption(section);
  if (!option) return null;
  const lines = ownSteps(section);
  const at = lines.findIndex(isOption);
  const own = lines[at];
  const steps = lines.filter((line) => ASKING.test(line[1]?.text ?? ''));
  const first = steps.findIndex((line) => line[1]?.text !== 'connect');
  const sendsFirst = steps[first]?.[1]?.text === 'send';
  const isBelow = at > lines.indexOf(steps[first] ?? option);
  const requests: Request[] = [];
  if (own && !sendsFirst) requests.push({ method: methodOf(own) ?? 'OPTIONS', line: own });
  const expects: Expect[] = [];
  for (const line of steps) {
    const kind = line[1]?.text;
    if (kind === 'send') {
      const merged = own && requests.length === 0 ? [line, own] : [line];
      requests.push(requestOf(isBelow ? merged.reverse() : merged));
    } else if (kind === 'expect') expects.push(expectOf(line, requests.at(-1) ?? null));
  }
  return { option, requests, expects };
}

/** The line that decides the kind of check, its own or inherited; null = it is not `option httpchk`. */
function activeOption(section: Section): Line | null {
  const last = section.lines.findLast((line) => {
    const [keyword, name] = line[0].text === 'no' ? line.slice(1) : line;
    return keyword?.text === 'option' && CHECK.test(name?.text ?? '');
  });
  if (last) return isOption(last) ? last : null;
  return section.defaults ? activeOption(section.defaults) : null;
}

/** `option httpchk` and the steps of `http-check`, from the nearest section that has any. */
function ownSteps(section: Section): readonly Line[] {
  const own = section.lines.filter(
    (line) =>
      isOption(line) || (line[0].text === 'http-check' && STEPS.test(stepOf(line[1]?.text ?? ''))),
  );
  if (own.length > 0 || !section.defaults) return own;
  return ownSteps(section.defaults);
}

/** `set-var(check.name)` is `set-var`. */
function stepOf(text: string): string {
  return text.split('(', 1)[0] ?? '';
}

function isOption([keyword, name]: Line): boolean {
  return keyword.text === 'option' && name?.text === 'httpchk';
}

/** @param lines the first of them that names a method decides */
export function requestOf(lines: readonly Line[]): Request {
  for (const line of lines) {
    const method = methodOf(line);
    if (method !== null) return { method, line };
  }
  const [line] = lines as [Line];
  return { method: 'OPTIONS', line };
}

/**
 * `option httpchk METHOD URI [VERSION]`, where a single word is the URI; `http-check send meth
 * METHOD`.
 */
function methodOf(line: Line): string | null {
  if (isOption(line)) return line.length > 3 ? (line[2]?.text.toUpperCase() ?? null) : null;
  const at = line.findIndex(({ text }, n) => n > 1 && text === 'meth');
  return at === -1 ? null : (line[at + 1]?.text.toUpperCase() ?? null);
}

function expectOf(line: Line, request: Request | null): Expect {
  const at = line.findIndex(({ text }, n) => n > 1 && BODY.test(text));
  return {
    isBody: at !== -1,
    isStatus: line.some(({ text }) => /^r?status$/.test(text)),
    negative: at !== -1 && line[at - 1]?.text === '!',
    request,
    place: line[0].place,
  };
}

/** An answer to this method has no body, or need not have one. */
export function isBodiless(method: string): boolean {
  return method === 'HEAD' || method === 'OPTIONS';
}

/** The line of a request with GET as its method. */
export function withGet({ line }: Request): string {
  const words = line.map(quoted);
  if (isOption(line)) {
    const [, , , ...rest] = words;
    const uri = line.length > 3 ? rest : [words[2] ?? '/'];
    return ['option httpchk GET', ...uri].join(' ');
  }
  const at = line.findIndex(({ text }, n) => n > 1 && text === 'meth');
  if (at === -1) return [...words.slice(0, 2), 'meth GET', ...words.slice(2)].join(' ');
  return [...words.slice(0, at + 1), 'GET', ...words.slice(at + 2)].join(' ');
}
