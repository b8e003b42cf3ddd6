import { TidegateError } from '../../lib/errors.js';
import { MAX_PORT, parsePortRanges } from '../../lib/ports.js';
import { LONGEST_MS, parseDurationMs } from '../../lib/units.js';
import type { PortRange } from '../../model/hop.js';

/** A commander argument parser; names its option in the error. @throws TidegateError OPTION_BAD */
type Parser<T> = (text: string) => T;

/** @param why what is wrong, if the value alone does not show it */
export function badOption(option: string, text: string, hint: string, why?: string): TidegateError {
  const message = `${option} is "${text}"${why === undefined ? '' : `: ${why}`}`;
  return new TidegateError('OPTION_BAD', message, { hint });
}

/** Durations of 240 hours at most, in milliseconds. @param least the shortest that makes sense; default 0 */
export function durationOption(option: string, least = 0): Parser<number> {
  return (text) => {
    const ms = parseDurationMs(text);
    if (ms !== null && ms > LONGEST_MS) throw badOption(option, text, 'Give 240h at most.');
    if (ms !== null && ms >= least) return ms;
    throw badOption(option, text, 'Give a duration like 500ms, 8s or 1m.');
  };
}

/** Whole numbers above 0. */
export function countOption(option: string): Parser<number> {
  return (text) => {
    if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
    throw badOption(option, text, 'Give a whole number above 0.', 'no count');
  };
}

/** Whole numbers from 0 on. */
export function wholeOption(option: string): Parser<number> {
  return (text) => (text === '0' ? 0 : countOption(option)(text));
}

/** `1/100`, `0.01`: above 0, and 1 at most. */
export function ratioOption(option: string): Parser<number> {
  return (text) => {
    const [, above = '', below = '1'] = /^(\d+(?:\.\d+)?)(?:\/(\d+))?$/.exec(text) ?? [];
    const ratio = Number(above) / Number(below);
    if (above !== '' && ratio > 0 && ratio <= 1) return ratio;
    throw badOption(option, text, 'Give a ratio of 1 at most, as 1/100.');
  };
}

/** The path of a URL. */
export function pathOption(option: string): Parser<string> {
  return (text) => {
    if (/^\/[\x21-\x7e]*$/.test(text)) return text;
    const hint = 'Give a path that begins with /, without spaces: /health_check/.';
    throw badOption(option, text, hint);
  };
}

/** A text that is searched for in answers. A blank text is refused, because every answer contains it. */
export function markOption(option: string): Parser<string> {
  return (text) => {
    if (text.trim() !== '') return text;
    throw new TidegateError('OPTION_BAD', `${option} is blank`, {
      hint: 'Give a text that only the answer during maintenance contains.',
    });
  };
}

/** `32768-60999`, both ends inclusive. */
export function portRangeOption(option: string): Parser<PortRange> {
  return (text) => {
    const parts = /^(\d{1,6})[-\s]+(\d{1,6})$/.exec(text.trim());
    const hint = 'Give LOW-HIGH, as 32768-60999.';
    if (!parts) throw badOption(option, text, hint, 'no range');
    const [low, high] = [Number(parts[1]), Number(parts[2])];
    if (low < 1 || Math.max(low, high) > MAX_PORT) {
      throw badOption(option, text, hint, `ports go from 1 to ${MAX_PORT}`);
    }
    if (low > high) throw badOption(option, text, hint, 'reversed');
    return [low, high];
  };
}

/** A list in the kernel's own notation, `8080,40000-40099`; its text is the fact. */
export function portListOption(option: string): Parser<string> {
  return (text) => {
    for (const part of text.split(',').filter((piece) => piece.trim() !== '')) {
      const [range] = parsePortRanges(part);
      if (range && range[0] <= range[1] && range[1] <= MAX_PORT) continue;
      throw badOption(option, text, 'Give ports as 8080,40000-40099.', `"${part}" is no port`);
    }
    return text;
  };
}

/** A version such as `6.18.44`; what follows its numbers is dropped. */
export function versionOption(option: string): Parser<string> {
  return (text) => {
    const version = /^\d+(?:\.\d+)+/.exec(text)?.[0];
    if (version !== undefined) return version;
    throw badOption(option, text, 'Give numbers, as 5.15.0.', 'no version');
  };
}
