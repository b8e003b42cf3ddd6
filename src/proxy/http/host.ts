import { flat } from '../../lib/flat.js';
import type { MessageHead } from './message-head.js';

/** `$host` of a text: lower case, without the port; null when it is no host. */
export function parseHost(text: string): string | null {
  const match = /^(\[[^\]/\0-\x20]*\]|[^:[\]/\0-\x20\x7f]*)(?::\d*)?$/.exec(text);
  const host = match?.[1];
  if (host === undefined || host === '' || host.includes('..')) return null;
  return (host.endsWith('.') ? host.slice(0, -1) : host).toLowerCase();
}

/** One proxy is mostly asked by one name. */
let lastText = '';
let lastHost: string | null = null;

/** The same of what stands in a head's text from `at` to `end`. */
export function hostIn(head: MessageHead, at: number, end: number): string | null {
  if (!isLast(head, at, end)) {
    lastText = flat(head.text.slice(at, end));
    lastHost = parseHost(lastText);
  }
  return lastHost;
}

/** By bytes: to compare what is cut out of a text takes V8 a call into its runtime. */
function isLast({ bytes, start }: MessageHead, at: number, end: number): boolean {
  if (end - at !== lastText.length) return false;
  for (let index = 0; index < lastText.length; index++) {
    if (bytes[start + at + index] !== lastText.charCodeAt(index)) return false;
  }
  return true;
}
