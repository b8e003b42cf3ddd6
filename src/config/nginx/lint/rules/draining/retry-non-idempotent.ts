import type { Edit } from '../../../../../model/lint.js';
import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import type { Word } from '../../../../word.js';
import type { Directive } from '../../../syntax/syntax.js';
import { replaceWord } from '../../edits.js';
import { proxiedLocations } from '../../proxied.js';
import type { LintRule } from '../../rule.js';

export const retryNonIdempotent: LintRule = {
  ...SHARED_RULES.RETRY_NON_IDEMPOTENT,
  *find({ config, written }) {
    const directives = new Set<Directive>();
    for (const { location } of proxiedLocations(config)) {
      const directive = written.inherited(location.place, 'proxy_next_upstream');
      if (directive) directives.add(directive);
    }
    for (const { args } of directives) {
      const word = args.find((one) => one.text === 'non_idempotent');
      if (!word) continue;
      yield {
        message: 'proxy_next_upstream repeats requests that are not idempotent',
        mend: 'Leave out non_idempotent.',
        place: word.place,
        edits: args.length === 1 ? replaceWord(word, 'off') : without(word),
      };
    }
  },
};

/** The word and one space before it. */
function without(word: Word): Edit[] {
  return replaceWord(word, '').map((edit) =>
    edit.kind === 'replace' && word.place.column > 1
      ? { ...edit, from: { ...edit.from, column: edit.from.column - 1 } }
      : edit,
  );
}
