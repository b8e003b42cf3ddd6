import type { NginxConfig } from '../../../../../model/nginx.js';
import type { Directive } from '../../../syntax/syntax.js';
import { timeMs, timeText } from '../../../values/values.js';
import { flipSwitches } from '../../flip-switches.js';
import type { LintRule } from '../../rule.js';

/** nginx.org, open_file_cache_valid. */
const DEFAULT_VALID_MS = 60_000;
/** health_check in NGINX Plus, if the configuration gives no other interval. */
const DEFAULT_INTERVAL_MS = 5000;

/**
 * Files are cached, and with open_file_cache_errors their absence too. Without it, the page shows
 * at once and disappears late; with it, both are late (measured, nginx 1.22, for `try_files` and
 * `if (-f)`). `valid` adds to the time until a flip is noticed, so it has to be well below the
 * interval of health checks.
 */
export const openFileCacheHidesFlip: LintRule = {
  severity: 'warning',
  why: 'nginx uses what it has cached about the file until it looks again, so a flip shows later by that time, and every bound of a maintenance run grows by it.',
  *find({ config, written }) {
    const asked = shortestInterval(config);
    const interval = asked ?? DEFAULT_INTERVAL_MS;
    for (const { kind, place, block } of flipSwitches(config)) {
      const cache = written.inherited(block, 'open_file_cache');
      if (!cache || cache.args[0]?.text === 'off') continue;
      const valid = validMs(written.inherited(block, 'open_file_cache_valid'));
      if (valid < interval) continue;
      const errors = written.inherited(block, 'open_file_cache_errors')?.args[0]?.text;
      const flip = errors === 'on' ? 'every flip' : 'the end of maintenance';
      const check = asked === null ? 'a health check asks' : 'the health check asks';
      const often = `every ${timeText(interval)}${asked === null ? ' by default' : ''}`;
      yield {
        message: `open_file_cache may hide ${flip} from this ${kind} for ${timeText(valid)}; ${check} ${often}`,
        mend: `Write open_file_cache off; beside this ${kind}.`,
        place,
        // In a server it would be off for every location, and the cache is useful for their files.
        ...(written.at(block)?.name !== 'server' && {
          edits: [{ kind: 'add' as const, before: place, text: 'open_file_cache off;' }],
        }),
      };
    }
  },
};

function validMs(directive: Directive | null): number {
  const word = directive?.args[0];
  return word ? timeMs(word) : DEFAULT_VALID_MS;
}

function shortestInterval({ http }: NginxConfig): number | null {
  const intervals = (http?.servers ?? [])
    .flatMap((server) => server.locations)
    .flatMap(({ healthCheck }) => (healthCheck ? [healthCheck.intervalMs] : []));
  return intervals.length > 0 ? Math.min(...intervals) : null;
}
