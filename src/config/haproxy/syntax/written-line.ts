import type { HaproxyServerLine } from '../../../model/haproxy.js';
import type { HaproxyWord } from './environment.js';
import type { Line } from './tokenize.js';

/**
 * The line of a server without its `source` and `maxconn`, so that it can be written again with
 * others.
 * @param at index of its address
 */
export function writtenLine(line: Line, at: number, count: number): HaproxyServerLine {
  const rest = line.slice(2).filter((word, n, words) => {
    if (n + 2 <= at) return true;
    const before = words[n - 1]?.text;
    const twoBefore = words[n - 3]?.text;
    if (word.text === 'source' || word.text === 'maxconn') return false;
    if (before === 'source' || before === 'maxconn') return false;
    // `source ADDRESS usesrc clientip` and `source ADDRESS interface eth0`.
    const goesOn = (text: string | undefined) => text === 'usesrc' || text === 'interface';
    if (words[n - 2]?.text === 'source' && goesOn(word.text)) return false;
    return !(twoBefore === 'source' && goesOn(before));
  });
  const isDispatch = at === 1;
  return {
    keyword: isDispatch ? 'server' : line[0].text,
    name: isDispatch ? 'dispatch' : (line[1]?.text ?? ''),
    rest: (isDispatch ? line.slice(1, 2) : rest).map(quoted).join(' '),
    count,
  };
}

/** A word in a form that HAProxy reads back; variables that are not set keep their quotes. */
export function quoted({ text, unset }: HaproxyWord): string {
  const special = /[\s#"'\\$]/;
  if (!special.test(text)) return text;
  const escaped = text.replaceAll(unset ? /(["\\])/g : /(["\\$])/g, '\\$1');
  return `"${escaped.replaceAll(/[\n\r\t]/g, (one) => CONTROL[one] ?? one)}"`;
}

/**
 * Hidden headers of `option httpchk` contain line breaks, and a line of HAProxy cannot continue in
 * the next one.
 */
const CONTROL: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
