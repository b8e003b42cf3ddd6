import { replaceWord } from '../../edits.js';
import type { LintRule } from '../../rule.js';

export const lingeringCloseOff: LintRule = {
  severity: 'warning',
  why: 'Closing with unread data sends a reset, which can destroy the answer on its way to the client (RFC 9112 9.6): an upload that is refused early fails with no reason given.',
  *find({ written }) {
    for (const { args, place } of written.named('lingering_close')) {
      const [word] = args;
      if (word?.text !== 'off') continue;
      yield {
        message:
          'lingering_close off: a request body that arrives after the close is answered by a reset',
        mend: 'Write lingering_close on, the default.',
        place,
        edits: replaceWord(word, 'on'),
      };
    }
  },
};
