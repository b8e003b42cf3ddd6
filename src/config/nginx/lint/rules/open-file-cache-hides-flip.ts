import type { NginxConfig } from '../../../../model/nginx.js';
import type { Directive } from '../../syntax.js';
import { timeMs } from '../../values.js';
import type { LintRule } from '../rule.js';
import { timeText } from '../time-text.js';

/** nginx.org, open_file_cache_valid. */
const DEFAULT_VALID_MS = 60_000;
/** Of health_check in NGINX Plus, where no configuration at hand says another. */
const DEFAULT_INTERVAL_MS = 5000;

/**
 * Files are cached, and with open_file_cache_errors their absence too: without it the page shows
 * at once and goes late, with it both are late (measured, nginx 1.22). `valid` adds
 * to the time that a flip takes to be noticed, so it has to be well below I.
 */
export const openFileCacheHidesFlip: LintRule = {
  severity: 'warning',
  why: 'nginx goes by what it has cached of the file until it looks again, so a flip shows late by as much, and every bound that begins with V grows by it.',
  *find({ config, written }) {
    const interval = shortestInterval(config) ?? DEFAULT_INTERVAL_MS;
    for (const { tryFiles, place } of config.http?.servers.flatMap((one) => one.locations) ?? []) {
      const cache = written.inherited(place, 'open_file_cache');
      if (!tryFiles || !cache || cache.args[0]?.text === 'off') continue;
      const valid = validMs(written.inherited(place, 'open_file_cache_valid'));
      if (valid < interval) continue;
      const errors = written.inherited(place, 'open_file_cache_errors')?.args[0]?.text;
      const flip = errors === 'on' ? 'every flip' : 'the end of maintenance';
      yield {
        message: `open_file_cache may hide ${flip} from this try_files for ${timeText(valid)}; the health check asks every ${timeText(interval)}`,
        mend: 'Write open_file_cache off; in this location.',
        place: tryFiles.place,
        edits: [{ kind: 'add', before: tryFiles.place, text: 'open_file_cache off;' }],
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
