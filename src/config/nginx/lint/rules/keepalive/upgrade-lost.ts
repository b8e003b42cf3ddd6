import { connectionWord, keepaliveHeaders, versionEdits } from '../../keepalive-headers.js';
import { keepsAliveByDefault } from '../../kept.js';
import type { LintInput, LintRule } from '../../rule.js';
import { type Use, usesOf } from '../../uses.js';

/** Source: RFC 6455, 4.1; nginx.org, WebSocket proxying. Measured with nginx 1.22. */
export const upgradeLost: LintRule = {
  severity: 'warning',
  why: 'Upgrade is passed on, but a server switches protocols only when it is asked by HTTP/1.1 with Connection: upgrade; no WebSocket comes about.',
  *find(input) {
    for (const use of usesOf(input.config).filter(({ protocol }) => protocol === 'proxy')) {
      if (!asksForUpgrade(use, input)) continue;
      const { written, config, facts } = input;
      const { place } = use.location;
      const byDefault = keepsAliveByDefault(facts);
      const { httpVersion } = keepaliveHeaders(place, { written, config, byDefault });
      const connection = connectionWord(place, written)?.text ?? (byDefault ? '' : 'close');
      // A variable may have the value that the client asks for.
      const isKept = /\$|upgrade/i.test(connection);
      const faults = [
        ...(httpVersion === '1.0' ? ['HTTP/1.0'] : []),
        ...(isKept ? [] : [connection === '' ? 'no Connection' : `Connection: ${connection}`]),
      ];
      if (faults.length === 0) continue;
      const pass = written.inherited(place, 'proxy_pass');
      yield {
        message: `Upgrade is passed on to ${use.target ?? 'the backend'} in vain: requests go with ${faults.join(' and ')}`,
        mend: 'Write proxy_http_version 1.1; and proxy_set_header Connection $connection_upgrade; with map $http_upgrade $connection_upgrade { default upgrade; "" ""; } in http.',
        place: use.place,
        // Connections are kept open here, and the header may have been forgotten.
        ...(connection === '' && httpVersion === '1.1' && { severity: 'info' as const }),
        ...(isKept && pass && { edits: versionEdits(place, pass, written) }),
      };
    }
  },
};

function asksForUpgrade({ location }: Use, { written }: LintInput): boolean {
  const headers = written.inheritedAll(location.place, 'proxy_set_header');
  return headers.some(({ args: [name, value] }) => {
    return name?.text.toLowerCase() === 'upgrade' && value !== undefined && value.text !== '';
  });
}
