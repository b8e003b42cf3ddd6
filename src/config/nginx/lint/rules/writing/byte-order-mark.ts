import type { LintRule } from '../../rule.js';

/** Source: measured with nginx 1.22, which says: unknown directive. */
export const byteOrderMark: LintRule = {
  severity: 'error',
  why: 'nginx takes the mark for a part of the first word and refuses the file: unknown directive.',
  *find({ config }) {
    for (const place of config.byteOrderMarks) {
      yield {
        message: 'the file begins with a byte order mark',
        mend: 'Save it as UTF-8 without one.',
        place,
        edits: [{ kind: 'replace', from: place, to: { ...place, column: 2 }, text: '' }],
      };
    }
  },
};
