import { flat } from '../../../lib/text/flat.js';
import type { MessageHead } from './message-head.js';

const SPACE = 0x20;
const DEL = 0x7f;
const DOT = 46;
const SLASH = 47;
const COLON = 58;
const OPENING = 91;
const CLOSING = 93;

/**
 * `$host` of a text (latin1): lower case, without the port and without one dot at the end; null
 * when it is no host. The rules are nginx's: no control, no space, no slash and no two dots side by
 * side anywhere, also in the port; a colon outside of brackets ends the name, whatever follows.
 */
export function parseHost(text: string): string | null {
  let end = text.length;
  let lastDot = -2;
  let inName = true;
  let inBrackets = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= SPACE || code === DEL || code === SLASH) return null;
    if (code === DOT) {
      if (lastDot === at - 1) return null;
      lastDot = at;
    } else if (code === OPENING && at === 0) {
      inBrackets = true;
    } else if (inName && code === (inBrackets ? CLOSING : COLON)) {
      end = inBrackets ? at + 1 : at;
      inName = false;
    }
  }
  if (lastDot === end - 1) end--;
  return end <= 0 ? null : lowerAscii(text.slice(0, end));
}

/** Lower case of ASCII only, because a byte above ASCII may be half of a character. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** A proxy is usually asked by the same name again. */
let lastText = '';
let lastHost: string | null = null;

/** The same for the part of a head's text from `at` to `end`. */
export function hostIn(head: MessageHead, at: number, end: number): string | null {
  if (!isLast(head, at, end)) {
    lastText = flat(head.text.slice(at, end));
    lastHost = parseHost(lastText);
  }
  return lastHost;
}

/** Compares bytes, because comparing a substring costs V8 a call into its runtime. */
function isLast({ bytes, start }: MessageHead, at: number, end: number): boolean {
  if (end - at !== lastText.length) return false;
  for (let index = 0; index < lastText.length; index++) {
    if (bytes[start + at + index] !== lastText.charCodeAt(index)) return false;
  }
  return true;
}
