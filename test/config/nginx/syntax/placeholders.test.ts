import { describe, expect, it } from 'vitest';
import { readNginxConfig } from '../../../../src/config/nginx/reading/read.js';
import { lenient } from '../../../../src/config/nginx/syntax/include.js';
import { templateText } from '../../../../src/config/nginx/variables/evaluate-map.js';
import { memorySource } from '../../../support/memory-source.js';
import { refusalOf } from '../../../support/refusal.js';

const read = (text: string) => readNginxConfig('f', memorySource({ f: text }), '', lenient());
const whole = (http: string) => `events { }\nhttp {\n${http}\n}`;
const refused = (text: string) => {
  const [, code, place, mark] =
    /^(\w+) f:(\d+:\d+) (?:"(.*?)" is a placeholder)?/.exec(refusalOf(() => read(text)) ?? '') ??
    [];
  return [code, mark, place];
};

describe('a template', () => {
  it.each([
    ['listen {{ port }};', '{{ port }}', 10],
    ['listen {{port}} ssl;', '{{port}}', 10],
    ['{% if tls %}', '{% if tls %}', 3],
    ['listen 80; server_name {{ name }};', '{{ name }}', 26],
    ['listen <%= @port %>;', '<%= @port %>', 10],
    ['<% if @tls %> listen 443;', '<%', 3],
    ['listen ${PORT};', '${PORT}', 10],
    ['listen $port;', '$port', 10],
    ['listen "{{ port }}";', '{{ port }}', 11],
    ['listen @PORT@;', '@PORT@', 10],
    ['listen __PORT__;', '__PORT__', 10],
    ['listen 80; server_name {NAME};', '{NAME}', 26],
    ['listen 80; server_name www.{DOMAIN_NAME};', '{DOMAIN_NAME}', 30],
    ['location / { proxy_pass http://${APP}:80; }', '${APP}', 34],
    ['location / { proxy_pass http://app; } ${MORE} }', '${MORE}', 41],
  ])('is refused at its placeholder: %s', (inner, mark, column) => {
    expect(refused(`server {\n  ${inner}\n}`)).toEqual([
      'CONFIG_NOT_RENDERED',
      mark,
      `2:${column}`,
    ]);
  });

  it.each(['worker_connections 10', 'worker_rlimit_nofile 1', 'worker_processes '])(
    'is refused in %s',
    (directive) => {
      const text = `events { }\n${directive}{{ n }};\n`;
      expect(refused(text).slice(0, 2)).toEqual(['CONFIG_NOT_RENDERED', '{{ n }}']);
    },
  );

  it('is refused in a list of servers', () => {
    expect(refused(whole('upstream u {\n{% for s in all %}\nserver {{ s }};\n}'))[2]).toBe('4:1');
    expect(refused(whole('upstream u { server 10.0.0.1:$PORT; }'))[1]).toBe('$PORT');
  });
});

describe('no template', () => {
  it.each([
    'set $APP 10.0.0.1; location / { proxy_pass http://${APP}:80; }',
    'location ~ ^/(?<APP>a|b) { proxy_pass http://${APP}:80; }',
    'location / { proxy_pass http://${host}:80; }',
    'location / { return 200 "{{ for a browser }} <% as well %>"; }',
    'server_name ${DOMAIN};',
    'location / { add_header X "__SERVER__ @A@"; return 200; }',
    '# {{ left from a template }}',
  ])('is %s', (inner) => {
    expect(() => read(whole(`server { listen 80; ${inner}\n}`))).not.toThrow();
  });

  it('is what is wrong beside a comment that has a placeholder', () => {
    expect(refused(whole('# {{ port }}\nserver { listen 80800; }'))[0]).toBe('CONFIG_VALUE_BAD');
  });
});

it('writes a variable with braces where letters follow it', () => {
  expect(templateText([{ variable: 'a' }, 'b'])).toBe('${' + 'a}b');
  expect(templateText(['x', { variable: 'a' }, ':80'])).toBe('x$a:80');
});
