import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import { isHttp, setting, settings } from '../../../reading/written-sections.js';
import type { LintRule } from '../../rule.js';

/** Causes that occur after the request has been sent (manual, 4.2, retry-on). */
const AFTER_SENDING =
  /^(?:all-retryable-errors|empty-response|junk-response|response-timeout|50[024])$/;

export const retryNonIdempotent: LintRule = {
  ...SHARED_RULES.RETRY_NON_IDEMPOTENT,
  *find({ backends }) {
    const seen = new Set();
    for (const section of backends) {
      const line = setting(section, 'retry-on');
      const word = line?.find(({ text }, at) => at > 0 && AFTER_SENDING.test(text));
      if (!word || seen.has(word) || !isHttp(section)) continue;
      if (setting(section, 'retries')?.[1]?.text === '0') continue;
      // The condition of such a rule has to be checked by a person.
      if (settings(section, 'http-request', 'disable-l7-retry').length > 0) continue;
      seen.add(word);
      yield {
        message: `retry-on ${word.text} repeats requests that a server may have carried out`,
        mend: 'Except them: http-request disable-l7-retry if ! METH_GET',
        place: word.place,
      };
    }
  },
};
