import { listed } from '../../../lib/text/listed.js';
import type { Warning } from '../../../model/capacity.js';
import type { NginxConfig } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import { isWhole } from '../reading/missing-files.js';
import { templateText } from '../variables/evaluate-map.js';
import { isName } from './endpoint.js';
import { endpointsOf, type Route } from './routes.js';

/** How many are named in one warning. */
const NAMED = 8;

/** nginx connects to every address of a name; names are not resolved here, so each counts once. */
export function* namesCountedOnce(
  routes: readonly Route[],
  config: NginxConfig,
): Iterable<Warning> {
  const whole = isWhole(config);
  const seen = new Map<string, Place>();
  for (const pass of routes.flatMap(({ passes }) => passes)) {
    const servers = pass.upstream?.servers.filter((server) => !server.down) ?? [];
    for (const [at, end] of endpointsOf(pass, servers).entries()) {
      const place = servers[at]?.place ?? pass.place;
      // A plain word may be an upstream in another file.
      if (!whole && !pass.upstream && !/[.:]|^localhost$/.test(templateText(pass.target))) continue;
      if (isName(end) && !seen.has(end.host)) seen.set(end.host, place);
    }
  }
  const here = seen.get('localhost');
  if (here) {
    yield {
      code: 'NAME_COUNTED_ONCE',
      message:
        'localhost is counted as one address; on most hosts it is two, 127.0.0.1 and [::1], and nginx connects to both in turn',
      fix: 'Write 127.0.0.1, or [::1], where the server listens on one of them only.',
      file: here.file,
      line: here.line,
    };
  }
  seen.delete('localhost');
  const [first] = seen;
  if (!first) return;
  const [names, place] = [[...seen.keys()], first[1]];
  const [are, each] =
    names.length === 1 ? ['is a name', 'it resolves'] : ['are names', 'they resolve'];
  yield {
    code: 'NAME_COUNTED_ONCE',
    message: `${listed(names, NAMED)} ${are}, counted as one address${names.length === 1 ? '' : ' each'}; nginx connects to every address ${each} to`,
    fix: 'Write the addresses as server lines of an upstream to have each counted.',
    file: place.file,
    line: place.line,
  };
}
