import { assessCapacity } from '../../../dist/capacity/assess.js';
import { lint } from '../../../dist/config/nginx/lint/lint.js';
import { readDirectives } from '../../../dist/config/nginx/reading/read.js';
import { DIRECTIVES } from '../../../dist/config/nginx/reading/registry.js';
import { refuseUnknown } from '../../../dist/config/nginx/refused/refuse-unknown.js';
import { lenient, parseWithIncludes } from '../../../dist/config/nginx/syntax/include.js';
import { topologyOf } from '../../../dist/config/nginx/topology/topology.js';
import { shipped } from '../support/corpus.js';
import { CLIENTS, FACTS } from './facts.js';

/** A configuration, as `lint`, `capacity` and the proxy read it. */
export const nginxConfig = {
  right: shipped('.conf'),
  words: [
    ...DIRECTIVES.map(({ name }) => name),
    ...'; { } " \' \\ # $ ${ ~ ~* = ^~ @a / http:// unix: :80 [::1]:80 127.0.0.1 *.example.org'.split(
      ' ',
    ),
    ...'on off auto default 1h30m 64k 10% $remote_port $uri include main.conf *.conf upgrade'.split(
      ' ',
    ),
    'server { listen 80; }',
    'location / { proxy_pass http://u; }',
    'upstream u { server 127.0.0.1:1; }',
    'content_by_lua_block { return "}" -- } }',
    'fastcgi_pass unix:/x;',
    'include main.conf;',
    '\n',
  ],
  run(text) {
    const source = {
      read: (path) => {
        if (path !== '/main.conf' && path !== '/other.conf') throw new Error('no such file');
        return path === '/main.conf' ? text : text.slice(text.length / 2);
      },
      glob: () => ['/other.conf'],
    };
    // As the proxy reads it, which refuses more; then as lint and capacity do.
    const leniency = text.length % 2 === 0 ? null : lenient(null);
    const directives = parseWithIncludes('/main.conf', source, '', leniency);
    const config = readDirectives('/main.conf', directives);
    const { deployment, warnings } = topologyOf(config, CLIENTS);
    const capacity = assessCapacity(deployment, FACTS, warnings);
    lint({ directives, config, facts: FACTS, clients: CLIENTS, deployment, capacity });
    refuseUnknown(config);
  },
};
