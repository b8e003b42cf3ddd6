import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import { serversOf, type WrittenServer } from '../../../reading/written-sections.js';
import { type HttpCheck, httpCheckOf, isBodiless, withGet } from '../../http-check.js';
import type { LintRule } from '../../rule.js';

export const healthCheckStatusOnly: LintRule = {
  ...SHARED_RULES.HEALTH_CHECK_STATUS_ONLY,
  *find({ backends }) {
    const seen = new Set();
    for (const section of backends) {
      const check = httpCheckOf(section);
      // A check that sends nothing is the finding of another rule.
      if (!check || check.requests.length === 0 || seen.has(check.option)) continue;
      if (check.expects.some(({ isBody }) => isBody)) continue;
      if (serversOf(section).every(isCheckedElsewhere)) continue;
      seen.add(check.option);
      yield {
        message: `option httpchk of ${section.name} looks at the status alone`,
        mend: mendOf(check),
        place: check.option[0].place,
      };
    }
  },
};

const REFUSING = 'http-check expect ! string maintenance';

/** The mend expects a body only from answers that have one; otherwise it would take every server down. */
function mendOf({ requests }: HttpCheck): string {
  const last = requests.at(-1);
  const expecting = `Expect the status, and on a line of its own what the maintenance page says: ${REFUSING}`;
  if (!last || !isBodiless(last.method)) return expecting;
  return `Ask with GET, for an answer to ${last.method} has no body to look at: ${withGet(last)}; then expect the status, and on a line of its own what the maintenance page says: ${REFUSING}`;
}

/** A port only for checks is a role or health endpoint, whose status tells. */
function isCheckedElsewhere({ options, address }: WrittenServer): boolean {
  const port = options.get('port')?.value;
  return port !== undefined && !address.endsWith(`:${port}`);
}
