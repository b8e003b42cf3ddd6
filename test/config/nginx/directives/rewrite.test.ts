import { describe, expect, it } from 'vitest';
import { readNginxConfig } from '../../../../src/config/nginx/reading/read.js';
import { memorySource } from '../../../support/memory-source.js';
import { refusalOf } from '../../../support/refusal.js';

const serverOf = (body: string) => {
  const text = `events {} http { server {\n${body}\n} }`;
  const [server] = readNginxConfig('f', memorySource({ f: text })).http?.servers ?? [];
  if (server === undefined) throw new Error('no server');
  return server;
};

const stepsOf = (body: string) => serverOf(body).rewrite;

describe('the steps of a server', () => {
  it('stand in the order they are written, those of an if inside it', () => {
    const steps = stepsOf('set $a 1; if ($a) { set $b 2; break; } return 204; set $c 3;');
    expect(steps.map(({ kind }) => kind)).toEqual(['set', 'if', 'return', 'set']);
    const inner = steps[1]?.kind === 'if' ? steps[1].steps : [];
    expect(inner.map(({ kind }) => kind)).toEqual(['set', 'break']);
  });

  it.each([
    ['($a)', { kind: 'set', negated: false }],
    ['( $a )', { kind: 'set', negated: false }],
    ['($a = "b c")', { kind: 'equals', to: ['b c'], negated: false }],
    ['($a != b)', { kind: 'equals', to: ['b'], negated: true }],
    ['($a ~ "^(x|y)$")', { kind: 'matches', pattern: '^(x|y)$', ignoreCase: false }],
    ['($a !~* x)', { kind: 'matches', ignoreCase: true, negated: true }],
    ['(-f /a$b)', { kind: 'file', path: ['/a', { variable: 'b' }], negated: false }],
    ['(!-d /a)', { kind: 'directory', negated: true }],
    ['(-e /a)', { kind: 'exists' }],
    ['(!-x /a)', { kind: 'executable' }],
  ])('if %s', (condition, wanted) => {
    const [step] = stepsOf(`if ${condition} { return 204; }`);
    expect(step?.kind === 'if' && step.condition).toMatchObject(wanted);
  });

  it.each(['$a', '($a', '()', '($a = )', '($a b)', '(a = b)', '($a = b c)', '(-f)', '(-y /a)'])(
    'refuse the condition %s, with its place',
    (condition) => {
      expect(refusalOf(() => stepsOf(`if ${condition} { return 204; }`))).toMatch(
        /^CONFIG_VALUE_BAD f:2:4 invalid value/,
      );
    },
  );

  it('refuse to set what is no variable', () => {
    expect(refusalOf(() => stepsOf('set a b;'))).toBe('CONFIG_VALUE_BAD f:2:5 invalid value "a"');
  });
});

describe('locations', () => {
  it('are listed with those inside them, which inherit', () => {
    const server = serverOf(
      'location /a { root /r; location /a/b { location = /a/b/c { } } location ~ x$ { } } location / { }',
    );
    expect(server.locations.map(({ pattern, within }) => [pattern, within?.pattern])).toEqual([
      ['/a', undefined],
      ['/a/b', '/a'],
      ['/a/b/c', '/a/b'],
      ['x$', '/a'],
      ['/', undefined],
    ]);
    expect(server.locations[2]?.root).toEqual(['/r']);
  });

  it.each([
    ['location /a { location /b { } }', 'location "/b" is outside location "/a"'],
    ['location = /a { location /a/b { } }', 'location "/a/b" cannot stand inside location "/a"'],
    ['location /a { location @n { } }', 'location "@n" cannot stand inside location "/a"'],
    ['location /a { location /a { } location /a { } }', 'duplicate location "/a"'],
  ])('%s', (body, message) => {
    expect(refusalOf(() => serverOf(body))).toContain(message);
  });
});

describe('error_page', () => {
  it.each([
    ['error_page 404 /x;', { statuses: [404], as: null, uri: ['/x'] }],
    ['error_page 500 502 =200 @down;', { statuses: [500, 502], as: 200 }],
    ['error_page 404 = /x;', { statuses: [404], as: 0 }],
  ])('%s', (line, wanted) => {
    expect(serverOf(line).otherwise.errorPages).toMatchObject([wanted]);
  });

  it.each([
    'error_page 200 /x;',
    'error_page 499 /x;',
    'error_page 404 =x /x;',
    'error_page = /x;',
  ])('%s is refused', (line) => {
    expect(refusalOf(() => serverOf(line))).toMatch(/^CONFIG_VALUE_BAD f:2:\d+ invalid value/);
  });
});
