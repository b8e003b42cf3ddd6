import { escapeByte, inQuotes, quoted } from '../../log/escape.js';
import { SINGLE } from '../heads/field-names.js';
import type { HeadRules } from '../heads/head-rules.js';
import { parseHost } from '../heads/host.js';
import { headOf } from '../heads/message-head.js';
import { parseRequestHead, type RequestHead } from '../heads/request-head.js';
import { parseRequestUri } from '../heads/uri.js';
import type { RequestError } from './request.js';

/** Why a head was refused, in nginx's words, and what was known of the request. */
export interface Refusal {
  readonly words: string;
  /** What was being read: the first line, or the fields. */
  readonly part: 'line' | 'headers';
  /** Empty = no host was named, or no valid one. */
  readonly host: string;
  readonly hostField: string | undefined;
  readonly referrer: string | undefined;
}

/** How much of a line that is too long nginx's log shows (NGX_MAX_ERROR_STR - 300). */
const MOST_SHOWN = 1748;
const METHOD = /^[A-Z_-]+ /;
const HOST_ALONE = /:\/\/[^/?# ]*$/;
const WITHOUT_VERSION = /^([A-Z_-]+) +(?:[^ ]+ *)?$/;
const NAME_END = /[\0-\x20\x7f:]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;
const LINE_BREAKER = /[\0\r]/;
/** nginx accepts each of these once. */
const ONCE: ReadonlySet<string> = new Set([...SINGLE, 'content-length', 'transfer-encoding']);

/**
 * Reads a refused head again, to report the first thing that nginx would refuse. Separate from the
 * parsers, because they have to be fast and this is only for the log.
 * @param text the head so far, latin1
 */
export function explainRefusal(text: string, status: RequestError, rules: HeadRules): Refusal {
  const [line = '', ...fields] = text.replace(/^[\r\n]+/, '').split('\n');
  const first = withoutCr(line);
  const of = (words: string): Refusal => ({
    words,
    part: 'line',
    host: '',
    hostField: undefined,
    referrer: undefined,
  });
  if (status === 414) return of('client sent too long URI');
  if (!METHOD.test(first)) return of('client sent invalid method');
  if (status === 505) return of('client sent invalid version');
  const head = parseRequestHead(headOf(`${first}\r\n\r\n`), rules);
  if (typeof head === 'number') return of(wordsOfLine(first, rules));
  const uri = parseRequestUri(head.target, rules.mergeSlashes, head.simple);
  if (uri === null) return of('client sent invalid request');
  const host = uri.host === null ? '' : parseHost(uri.host);
  if (host === null) return of('client sent invalid host in request line');
  return new FieldReading(head, host, rules).explain(fields, status);
}

/** The reason for a bad first line. HTTP/0.9 counts as one that lacks a version. */
function wordsOfLine(line: string, rules: HeadRules): string {
  const method = WITHOUT_VERSION.exec(line)?.[1];
  const versioned = parseRequestHead(headOf(`${line} HTTP/1.1\r\n\r\n`), rules);
  // An absolute-form target that is only a host does not end with the line.
  if (method === undefined || typeof versioned === 'number' || HOST_ALONE.test(line)) {
    return 'client sent invalid request';
  }
  return method === 'GET'
    ? 'client sent HTTP/0.9 request'
    : 'client sent invalid method in HTTP/0.9 request';
}

/** The fields of a head with a valid first line, one after the other. */
class FieldReading {
  readonly #head: RequestHead;
  readonly #rules: HeadRules;
  /** The first field of each name: its value, and the whole line. */
  readonly #seen = new Map<string, string>();
  readonly #lines = new Map<string, string>();
  #host: string;

  constructor(head: RequestHead, host: string, rules: HeadRules) {
    this.#head = head;
    this.#host = host;
    this.#rules = rules;
  }

  explain(lines: readonly string[], status: RequestError): Refusal {
    for (const line of lines) {
      if (line === '' || line === '\r') break;
      if (status === 494 && line.length > this.#rules.maxLineBytes) return this.#tooLong(line);
      const words = this.#wordsOf(line);
      if (words !== null) return this.#refusal(words);
    }
    if (status === 494) return this.#tooLong(lines.at(-1) ?? '');
    return this.#refusal(this.#wordsOfAll());
  }

  /** null = nothing is wrong with it. */
  #wordsOf(line: string): string | null {
    const wrong = placeOfWrong(line);
    if (wrong >= 0) {
      const byte = escapeByte(line.charCodeAt(wrong)).toLowerCase();
      return `client sent invalid header line: "${inQuotes(line.slice(0, wrong))}${byte}..."`;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    if (this.#rules.droppedNames !== 0 && !/^[A-Za-z0-9_-]+$/.test(name)) return null;
    const value = valueIn(line.slice(colon + 1));
    const key = name.toLowerCase();
    const before = this.#lines.get(key);
    if (before !== undefined) {
      if (key !== 'host' && !ONCE.has(key)) return null;
      const what = key === 'host' ? 'host header' : 'header line';
      const [now, then] = [quoted(`${name}: ${value}`), quoted(before)];
      return `client sent duplicate ${what}: ${now}, previous value: ${then}`;
    }
    this.#seen.set(key, value);
    this.#lines.set(key, `${name}: ${value}`);
    if (key !== 'host') return null;
    const host = parseHost(value);
    if (host === null) return 'client sent invalid host header';
    this.#host ||= host;
    return null;
  }

  /** All fields are valid, and the head as a whole is not. */
  #wordsOfAll(): string {
    const { method, minorVersion } = this.#head;
    const coding = this.#seen.get('transfer-encoding');
    const length = this.#seen.get('content-length');
    if (minorVersion === 1 && !this.#seen.has('host')) {
      return 'client sent HTTP/1.1 request without "Host" header';
    }
    if (length !== undefined && !/^\d{1,18}$/.test(length.replace(/^0+(?=\d)/, ''))) {
      return 'client sent invalid "Content-Length" header';
    }
    if (coding !== undefined) {
      if (minorVersion === 0) {
        return 'client sent HTTP/1.0 request with "Transfer-Encoding" header';
      }
      if (coding.toLowerCase() !== 'chunked') {
        return `client sent unknown "Transfer-Encoding": ${quoted(coding)}`;
      }
      if (length !== undefined) {
        return 'client sent "Content-Length" and "Transfer-Encoding" headers at the same time';
      }
    }
    if (method === 'CONNECT' || method === 'TRACE') return `client sent ${method} method`;
    return length === undefined
      ? 'client sent invalid request'
      : 'client sent invalid "Content-Length" header';
  }

  #tooLong(line: string): Refusal {
    const shown = line.slice(0, MOST_SHOWN);
    return this.#refusal(`client sent too long header line: "${inQuotes(shown)}..."`);
  }

  #refusal(words: string): Refusal {
    return {
      words,
      part: 'headers',
      host: this.#host,
      hostField: this.#seen.get('host'),
      referrer: this.#seen.get('referer'),
    };
  }
}

/** Index of the first byte of a field line that is not allowed; -1 = all are. */
function placeOfWrong(line: string): number {
  const colon = line.search(NAME_END);
  if (colon <= 0 || line[colon] !== ':') return colon < 0 ? line.length - 1 : colon;
  // A host with a control character is reported as a bad host, unless its line ends there.
  if (/^host:/i.test(line)) return withoutCrs(line).search(LINE_BREAKER);
  return withoutCr(line).search(CONTROL);
}

function withoutCr(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** nginx treats several CRs as one. */
function withoutCrs(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end--;
  return line.slice(0, end);
}

/** The text behind a colon, without spaces around it. A tab stays, because nginx refuses it. */
function valueIn(text: string): string {
  const line = withoutCrs(text);
  let [start, end] = [0, line.length];
  while (line[start] === ' ') start++;
  while (end > start && line[end - 1] === ' ') end--;
  return line.slice(start, end);
}
