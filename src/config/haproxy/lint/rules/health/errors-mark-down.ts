import { namedServers, theyAre } from '../../../reading/servers-named.js';
import { serversOf, type WrittenServer } from '../../../reading/written-sections.js';
import type { LintRule } from '../../rule.js';

export const errorsMarkDown: LintRule = {
  severity: 'warning',
  why: 'Errors of ordinary requests then take a server out without a failed check, so that a burst of bad requests looks like maintenance.',
  *find({ backends }) {
    const seen = new Set();
    for (const section of backends) {
      const found = namedServers(section.name, serversOf(section).filter(marksDown));
      const option = found?.first.options.get('on-error');
      // A default-server in defaults applies to every section below.
      if (!found || !option || seen.has(option)) continue;
      seen.add(option);
      const acts = 'on errors of requests';
      yield {
        message: `on-error ${option.value}: ${theyAre(found, `acts ${acts}`, `act ${acts}`)}`,
        mend: 'Use on-error fastinter, which only checks sooner.',
        place: option.word.place,
      };
    }
  },
};

function marksDown({ options }: WrittenServer): boolean {
  return (
    options.has('observe') &&
    /^(?:mark-down|sudden-death)$/.test(options.get('on-error')?.value ?? '')
  );
}
