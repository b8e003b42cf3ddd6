import type { HeadRules } from './head-rules.js';
import { parseHost } from './host.js';
import { headOf } from './message-head.js';
import { type HeadError, parseRequestHead } from './request-head.js';
import { parseRequestUri } from './uri.js';

/** What is wrong with the first line of a head whose fields have not arrived. @param line with its LF */
export function firstLineError(line: string, rules: HeadRules): HeadError | null {
  const head = parseRequestHead(headOf(`${line}\r\n`), rules);
  if (typeof head === 'number') return head;
  const uri = parseRequestUri(head.target, rules.mergeSlashes, head.simple);
  if (uri === null) return 400;
  return uri.host !== null && parseHost(uri.host) === null ? 400 : null;
}

/** What is wrong with the beginning of a first line: the method so far. */
export function methodBeginningError(text: string): HeadError | null {
  return /^[A-Z_-]+(?: |$)/.test(text) ? null : 400;
}
