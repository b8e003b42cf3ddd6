import { expect, it } from 'vitest';
import { parse } from '../../../../../src/config/nginx/syntax/parse.js';
import { nginxWays } from '../../../../../src/prove/config/copy/nginx/nginx-ways.js';
import { OwnListeners } from '../../../../../src/prove/config/copy/own-listeners.js';
import { Places } from '../../../../../src/prove/config/copy/places.js';
import { StandIns } from '../../../../../src/prove/config/copy/stand-ins.js';

function waysOf(text: string): { names: readonly string[]; said: readonly string[] } {
  const standIns = new StandIns('/tmp/none', '/tmp/none');
  const ways = nginxWays(parse(text, 'nginx.conf'), {
    places: new Places(),
    standIns: standIns,
    own: new OwnListeners(),
  });
  return { names: ways.map(({ name }) => name), said: [...standIns.said] };
}

const server = (...locations: readonly string[]) =>
  `http { server { listen 8080; server_name www.example; ${locations.join(' ')} } }`;

it.each([
  ['/', '/'],
  ['/api/', '/api/'],
  ['= /exact', '/exact'],
  ['^~ /static/', '/static/'],
  ['@fallback', '/tidegate-prove'],
  ['~ ^/api/', '/api/'],
  ['~ \\.php$', '/x.php'],
  ['~* \\.(jpg|png)$', '/x.jpg'],
  ['~ /api/v[0-9]+/(users/)?websocket$', '/api/v0/websocket'],
  ['~ ^/(.*)$', '/x'],
  ['~ ^/[^/]+/ws', '/x/ws'],
])('opens location %s at %s', (location, path) => {
  const text = server(`location ${location} { proxy_pass http://10.0.0.1; }`);
  expect(waysOf(text).names).toEqual([`127.0.0.1:8080 www.example${path}`]);
});

it('says where no path is known', () => {
  const { names, said } = waysOf(
    server('location ~ ^(?!/a)(?=.b) { proxy_pass http://10.0.0.1; }'),
  );
  expect(names).toEqual([]);
  expect(said).toEqual(['location ~ ^(?!/a)(?=.b): no path is known that leads there']);
});

it('leaves out what passes nothing on', () => {
  const text = server(
    'location / { return 204; }',
    'location /a { internal; proxy_pass http://b; }',
  );
  expect(waysOf(text).names).toEqual([]);
});

it('opens each listener of a server, a range of ports as each of them', () => {
  const text = `stream { server { listen 10.0.0.9:90-92; listen [::1]:53 udp; proxy_pass 10.0.0.1:1; } }`;
  const { names, said } = waysOf(text);
  expect(names).toEqual(['10.0.0.9:90', '10.0.0.9:91', '10.0.0.9:92']);
  expect(said).toEqual(['listen [::1]:53 is for UDP: no connection is opened through it']);
});

it('takes port 80 where no listen is written', () => {
  const text = 'http { server { location / { proxy_pass http://10.0.0.1; } } }';
  expect(waysOf(text).names).toEqual(['127.0.0.1:80 tidegate.test/']);
});
