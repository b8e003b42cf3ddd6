import { NEWER_DIRECTIVES } from '../../../refused/newer-words.js';
import { fromWarnings } from '../../from-warnings.js';
import type { LintRule } from '../../rule.js';

export const willNotStart: LintRule = {
  severity: 'error',
  why: 'nginx ends with "unknown directive" or "invalid parameter", and on a reload goes on with the old configuration.',
  *find(input) {
    for (const found of fromWarnings(input, 'PROXY_WILL_NOT_START', NEWER_DIRECTIVES)) {
      const { directive: _, ...rest } = found;
      yield rest;
    }
  },
};
