import { ask, compareWithNginx } from '../../proxy/support/differential.js';
import { actingOrigin, okay } from '../../proxy/support/origins/acting-origin.js';
import { loopback } from '../../support/loopback.js';

/** Which answers contain the version, with `server_tokens`. */
const front = { address: loopback(1), port: 8000 };
const origin = `${loopback(2)}:8080`;

const levels = (what: string) => `
  location /${what}/ { ${what === 'inherited' ? '' : `server_tokens ${what};`}
    location /${what}/said { return 200 "said"; }
    location /${what}/moved { return 302 /there; }
    location /${what}/files/ { root html; }
    location /${what}/refused { return 403; }
    location /${what}/paged { error_page 403 /off/said; return 403; }
    location /${what}/left { error_page 403 = @off; return 403; }
    location /${what}/proxied { proxy_pass http://${origin}; }
    location /${what}/passed { proxy_pass http://${origin}; proxy_pass_header Server; }
    location /${what}/dead { proxy_pass http://${loopback(3)}:1; }
  }`;
const LEVELS = ['inherited', 'on', 'off', 'build'];
const ANSWERS = [
  ...['said', 'moved', 'files/page.html', 'files/none', 'refused', 'paged', 'left'],
  ...['proxied', 'passed', 'dead'],
];

/** @param server further directives of the server. */
const config = (server: string) => `worker_processes 1; events { worker_connections 200; } http {
  server { listen ${front.address}:${front.port}; ${server}
    location /probe { return 204; }
    location @off { server_tokens off; return 404; }
    ${LEVELS.map(levels).join('')}
  }
  server { listen ${front.address}:${front.port}; server_name other;
    server_tokens ${server === '' ? 'off' : 'on'}; location / { return 404; }
    location /passed { proxy_pass http://${origin}; } }
}`;

for (const server of ['', 'server_tokens off;']) {
  compareWithNginx({
    title: `server_tokens ${server === '' ? 'by default' : 'off for a server'}`,
    config: config(server),
    front,
    files: Object.fromEntries(LEVELS.map((what) => [`html/${what}/files/page.html`, 'a page'])),
    origins: async () => [
      await actingOrigin(loopback(2), 8080, () => ({ wire: okay('here', 'Server: theirs/9') })),
    ],
    cases: [
      ...LEVELS.map((what) => ({
        name: what,
        connections: ANSWERS.map((answer) => ask(`GET /${what}/${answer}`)),
      })),
      {
        name: 'no request',
        connections: [
          { wire: 'GET / HTTP/1.1\r\n\r\n', methods: ['GET'] },
          { wire: 'nothing\r\n\r\n', methods: ['GET'] },
          { wire: 'GET / HTTP/3.0\r\n\r\n', methods: ['GET'] },
          ask('TRACE /on/said'),
          ask('GET /nowhere'),
          {
            wire: 'GET / HTTP/1.1\r\nHost: other\r\n\r\nnothing\r\n\r\n',
            methods: ['GET', 'GET'],
          },
          {
            wire: 'PUT /passed HTTP/1.1\r\nHost: other\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n',
            methods: ['PUT'],
          },
        ],
      },
    ],
  });
}
