import { copyNotes, missingFiles } from '../../../reading/missing-files.js';
import type { LintRule } from '../../rule.js';

export const includeMissing: LintRule = {
  severity: 'warning',
  why: 'nginx does not start without the file; its contents are neither checked nor counted here.',
  *find({ config }) {
    for (const { names, place, usual } of missingFiles(config.missingIncludes)) {
      yield {
        message: `included but missing: ${names}`,
        mend: 'Name the directory it is relative to, -p PREFIX, or copy the file.',
        place,
        // Files of types, parameters and TLS, which an excerpt of a configuration usually leaves
        // out.
        ...(usual && { severity: 'info' as const }),
      };
    }
    for (const note of copyNotes(config)) yield { ...note, severity: 'info' };
  },
};
