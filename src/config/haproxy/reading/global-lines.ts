import { TidegateError } from '../../../lib/errors.js';
import type { Line } from '../syntax/tokenize.js';
import { knownNumber, soleArgument } from '../syntax/values.js';
import { readBind } from './bind.js';
import type { Found } from './found.js';
import { isAcceptedGlobal } from './keywords.js';

const NUMBERS = {
  maxconn: 'maxconn',
  nbthread: 'nbthread',
  nbproc: 'nbproc',
  'ulimit-n': 'ulimitN',
  'fd-hard-limit': 'fdHardLimit',
  maxpipes: 'maxpipes',
} as const;

/** Reads one line of `global`. @throws TidegateError CONFIG_ARGUMENTS_BAD, CONFIG_VALUE_BAD */
export function readGlobalLine(line: Line, found: Found): void {
  const [{ text: keyword, place }, first] = line;
  const { global } = found;
  if (Object.hasOwn(NUMBERS, keyword)) readNumber(line, found);
  else if (keyword === 'strict-limits') global.strictLimits = true;
  else if (keyword === 'no' && first?.text === 'strict-limits') global.strictLimits = false;
  else if (keyword === 'localpeer') global.localPeer = first?.text ?? null;
  else if (keyword === 'stats') readStats(line, found);
  else if (!isAcceptedGlobal(keyword === 'no' ? (first?.text ?? '') : keyword)) found.note(line);
  if (keyword === 'maxconn' || (keyword === 'ulimit-n' && global.maxconn === null)) {
    global.place = place;
  }
}

function readNumber(line: Line, found: Found): void {
  const [{ text: keyword }] = line;
  const word = soleArgument(line, 'a number');
  found.noteUnset(line);
  const value = knownNumber(word);
  if (/^nb(?:thread|proc)$/.test(keyword) && value === 0) {
    throw new TidegateError('CONFIG_VALUE_BAD', 'invalid value "0"', {
      place: word.place,
      hint: `Write a number of ${keyword === 'nbthread' ? 'threads' : 'processes'} above 0.`,
    });
  }
  if (keyword === 'maxconn') found.global.maxconnUnknown = value === null;
  // With 0, HAProxy computes maxconn and ulimit-n itself.
  found.global[NUMBERS[keyword as keyof typeof NUMBERS]] = value || null;
}

function readStats(line: Line, { global, statsBinds }: Found): void {
  const [keyword, option, value, ...rest] = line;
  if (option?.text === 'socket') global.statsSockets += 1;
  // Other sockets are unix sockets or descriptors.
  if (option?.text === 'socket' && value && /:\d/.test(value.text)) {
    statsBinds.push(...readBind([keyword, value, ...rest]).binds);
  }
  if (option?.text === 'maxconn' && value) global.statsMaxconn = knownNumber(value);
}
