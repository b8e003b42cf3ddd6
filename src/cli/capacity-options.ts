import { TidegateError } from '../lib/errors.js';
import type { PortRange } from '../model/hop.js';

const MAX_PORT = 65_535;

function bad(option: string, value: string, why: string, hint: string): TidegateError {
  return new TidegateError('OPTION_BAD', `${option} is "${value}": ${why}`, { hint });
}

/** @throws TidegateError OPTION_BAD */
export function portRangeOption(option: string, text: string): PortRange {
  const parts = /^(\d{1,6})[-\s]+(\d{1,6})$/.exec(text.trim());
  const hint = 'Give LOW-HIGH, as 32768-60999.';
  if (!parts) throw bad(option, text, 'no range', hint);
  const [low, high] = [Number(parts[1]), Number(parts[2])];
  if (low < 1 || Math.max(low, high) > MAX_PORT) {
    throw bad(option, text, `ports go from 1 to ${MAX_PORT}`, hint);
  }
  if (low > high) throw bad(option, text, 'reversed', hint);
  return [low, high];
}

/** A list in the kernel's own notation, checked; its text is the fact. */
export function portListOption(option: string, text: string): string {
  for (const part of text.split(',').filter((piece) => piece.trim() !== '')) {
    const range = /^\s*(\d{1,5})(?:-(\d{1,5}))?\s*$/.exec(part);
    const low = Number(range?.[1]);
    const high = Number(range?.[2] ?? low);
    if (!range || low > high || high > MAX_PORT) {
      throw bad(option, text, `"${part}" is no port`, 'Give ports as 8080,40000-40099.');
    }
  }
  return text;
}

export function countOf(option: string, text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) {
    throw bad(option, text, 'no count', 'Give a whole number above 0.');
  }
  return Number(text);
}

/** `local:N`, `remote:N`, `remote`. */
export function clientsOption(text: string): { local: boolean; addresses: number | null } {
  const parts = /^(local|remote)(?::(.+))?$/.exec(text);
  if (!parts || (parts[1] === 'local' && parts[2] === undefined)) {
    throw bad('--clients', text, 'no place', 'Give local:N, remote:N or remote.');
  }
  const addresses = parts[2] === undefined ? null : countOf('--clients', parts[2]);
  return { local: parts[1] === 'local', addresses };
}

/** A version as `6.18.44`; what stands behind its numbers is let go. @throws TidegateError OPTION_BAD */
export function versionOption(option: string, text: string): string {
  const version = /^\d+(?:\.\d+)+/.exec(text)?.[0];
  if (version === undefined) throw bad(option, text, 'no version', 'Give numbers, as 5.15.0.');
  return version;
}

/** `N`, or `SOFT:HARD`; unlimited is null. @throws TidegateError OPTION_BAD */
export function nofileOption(text: string): { soft: number | null; hard: number | null } {
  const [soft = '', hard = soft, more] = text.split(':');
  const limit = (part: string) => (part === 'unlimited' ? null : countOf('--nofile', part));
  if (more !== undefined) throw bad('--nofile', text, 'no limit', 'Give N or SOFT:HARD.');
  return { soft: limit(soft), hard: limit(hard) };
}
