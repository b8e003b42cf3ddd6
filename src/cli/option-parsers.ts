import { TidegateError } from '../lib/errors.js';
import { parseDurationMs } from '../lib/units.js';

/**
 * A commander argument parser for durations; names the option in its error.
 * @param least the shortest that makes sense, milliseconds; default 0
 */
export function durationOption(option: string, least = 0): (text: string) => number {
  return (text) => {
    const ms = parseDurationMs(text);
    if (ms === null || ms < least) {
      throw new TidegateError('OPTION_BAD', `${option} is "${text}"`, {
        hint: 'Give a duration like 500ms, 8s or 1m.',
      });
    }
    return ms;
  };
}

/** A commander argument parser for whole numbers above 0. */
export function countOption(option: string): (text: string) => number {
  return (text) => {
    if (!/^[1-9]\d{0,8}$/.test(text)) {
      throw new TidegateError('OPTION_BAD', `${option} is "${text}"`, {
        hint: 'Give a whole number above 0.',
      });
    }
    return Number(text);
  };
}

/** A commander argument parser for whole numbers, 0 among them. */
export function wholeOption(option: string): (text: string) => number {
  return (text) => (text === '0' ? 0 : countOption(option)(text));
}

/** A commander argument parser for a path of a URL. */
export function pathOption(option: string): (text: string) => string {
  return (text) => {
    if (/^\/[\x21-\x7e]*$/.test(text)) return text;
    throw new TidegateError('OPTION_BAD', `${option} is "${text}"`, {
      hint: 'Give a path that begins with /, without spaces: /health_check/.',
    });
  };
}

/** A commander argument parser for a text that is looked for in answers: a blank one is in all. */
export function markOption(option: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== '') return text;
    throw new TidegateError('OPTION_BAD', `${option} is blank`, {
      hint: 'Give a text that the answer holds during maintenance, and no other.',
    });
  };
}
