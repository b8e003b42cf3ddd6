import { isAtLeast } from '../../../lib/version-order.js';
import type { OpenEnd } from '../../../model/haproxy.js';

/**
 * The last line, if it has no line feed: HAProxy 2.2 warns, and 2.3 and later refuse it, even if it
 * is a comment. Source: HAProxy cfgparse.c, "Missing LF on last line"; measured with 2.6.
 * @param version of HAProxy; left out = unknown
 */
export function openEndOf(text: string, file: string, version?: string): OpenEnd | null {
  if (text === '' || text.endsWith('\n')) return null;
  const place = { file, line: text.split('\n').length, column: 1 };
  return { place, isRefused: version === undefined || isAtLeast(version, '2.3') };
}
