import type { Upstream } from '../../../../../model/nginx.js';
import type { Directive } from '../../../syntax/syntax.js';
import { appendAfter, removeDirective } from '../../edits.js';
import type { LintRule } from '../../rule.js';

/** Directives that set how an upstream chooses; each replaces the previous one. */
const METHODS: ReadonlySet<string> = new Set([
  'least_conn',
  'ip_hash',
  'hash',
  'random',
  'least_time',
]);

/** Source: ngx_http_upstream_keepalive_module; measured: "load balancing method redefined". */
export const keepaliveAboveMethod: LintRule = {
  severity: 'error',
  why: 'keepalive works around the balancing method that stands above it; a method below it takes its place, so nginx keeps no connection alive, and only logs a warning at its start.',
  *find({ config, written }) {
    for (const upstream of config.http?.upstreams ?? []) {
      const found = misplaced(upstream, written.at(upstream.place));
      if (!found) continue;
      const { keepalive, method } = found;
      const value = keepalive.args[0]?.text ?? '';
      yield {
        message: `keepalive ${value} of upstream ${upstream.name} stands above ${method.name}, which undoes it`,
        mend: `Move it below ${method.name}.`,
        place: keepalive.place,
        edits: [removeDirective(keepalive), appendAfter(method, `keepalive ${value};`)],
      };
    }
  },
};

function misplaced({ keepalive }: Upstream, block: Directive | null) {
  if (keepalive === null || !block?.body) return null;
  const at = block.body.findIndex(({ name }) => name === 'keepalive');
  const method = block.body.findLast(({ name }, index) => index > at && METHODS.has(name));
  const own = block.body[at];
  // It comes from an included file, which others may include too.
  if (!own || !method || own.place.file !== method.place.file) return null;
  return { keepalive: own, method };
}
