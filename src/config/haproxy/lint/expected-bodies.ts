import type { Place } from '../../../model/place.js';
import { type Section, settings } from './written-sections.js';

/** An `http-check expect` that reads the body. */
export interface ExpectedBody {
  readonly negative: boolean;
  readonly place: Place;
}

/** `http-check expect [options] [!] string|rstring PATTERN`, as far as it is about the body. */
export function expectedBodies(section: Section): ExpectedBody[] {
  return settings(section, 'http-check', 'expect').flatMap((line) => {
    const at = line.findIndex(({ text }, n) => n > 1 && /^(?:string|rstring)$/.test(text));
    if (at === -1) return [];
    return [{ negative: line[at - 1]?.text === '!', place: line[0].place }];
  });
}
