import type { Found } from '../../../../lint/rule.js';
import { connectionWord, keepAliveEdits, keepaliveHeaders } from '../../keepalive-headers.js';
import { KEEPS, keepsAliveByDefault, keptBy } from '../../kept.js';
import type { LintInput, LintRule } from '../../rule.js';
import { type Use, usesOf } from '../../uses.js';

/** Source: nginx.org, ngx_http_upstream_module, keepalive. */
export const keepaliveUnused: LintRule = {
  severity: 'warning',
  why: 'The upstream has keepalive, but these requests do not use it: each opens a connection and leaves its port in TIME_WAIT all the same.',
  *find(input) {
    for (const use of usesOf(input.config)) {
      const { upstream, protocol, place } = use;
      const kept = upstream ? keptBy(upstream, input.facts) : 0;
      // By default an upstream keeps connections only for requests that allow it, so nothing is
      // lost here.
      if (!upstream || kept === 0 || (protocol !== 'proxy' && upstream.keepalive === null))
        continue;
      const unused = protocol === 'proxy' ? overHttp(use, input) : overOther(use, input);
      if (!unused) continue;
      const { because, ...rest } = unused;
      const byDefault = upstream.keepalive === null ? ', the default,' : '';
      yield {
        message: `keepalive ${kept}${byDefault} of ${upstream.name} is not used here: ${because}`,
        place,
        ...rest,
      };
    }
  },
};

type Unused = Pick<Found, 'mend' | 'edits'> & { readonly because: string };

function overHttp(
  { location: { place } }: Use,
  { config, written, facts }: LintInput,
): Unused | null {
  const input = { config, written, byDefault: keepsAliveByDefault(facts) };
  const { httpVersion, connection } = keepaliveHeaders(place, input);
  const faults = [
    ...(httpVersion === '1.0' ? ['HTTP/1.0'] : []),
    ...(connection === 'close' ? ['Connection: close'] : []),
  ];
  if (faults.length === 0) return null;
  const word = connectionWord(place, written)?.text;
  return {
    because: `requests go with ${faults.join(' and ')}`,
    mend: word?.startsWith('$')
      ? `Write proxy_http_version 1.1; and let the map of ${word} give "" without Upgrade.`
      : 'Write proxy_http_version 1.1; and proxy_set_header Connection "";',
    edits: keepAliveEdits(place, input),
  };
}

function overOther({ protocol, location, place }: Use, { written }: LintInput): Unused | null {
  if (!KEEPS[protocol]) {
    return {
      because: `nginx keeps no connection of ${protocol}_pass open`,
      mend: 'Leave it out: it does nothing for this upstream.',
    };
  }
  if (protocol !== 'fastcgi') return null;
  const asked = written.inherited(location.place, 'fastcgi_keep_conn')?.args[0];
  if (asked?.text === 'on') return null;
  const text = 'fastcgi_keep_conn on;';
  const own = written.child(location.place, 'fastcgi_pass')?.place === place;
  return {
    because: 'fastcgi_keep_conn is off',
    mend: `Write ${text}`,
    ...(own && !asked && { edits: [{ kind: 'add' as const, before: place, text }] }),
  };
}
