import { describe, expect, test } from 'vitest';
import type { MapBlock, Template } from '../../../src/model/nginx.js';
import type { Connection } from '../../../src/net/loop.js';
import { headOf } from '../../../src/proxy/http/heads/message-head.js';
import { type HttpRequest, readRequest } from '../../../src/proxy/http/request/request.js';
import { REQUEST_VARIABLES } from '../../../src/proxy/site/request-variables.js';
import { VariableScope } from '../../../src/proxy/variables/scope.js';
import { fakeClient } from '../support/fake-client.js';

const place = { file: 'nginx.conf', line: 3, column: 5 };
const connection = {
  remoteAddress: '127.0.0.9',
  remotePort: 34711,
  localAddress: '127.0.0.1',
  localPort: 8080,
} as Connection;

function request(...fields: string[]) {
  const text = ['GET /p%20q?a=1&B=2 HTTP/1.1', 'Host: H.example:1', ...fields, '', ''].join('\r\n');
  const read = readRequest(headOf(text), connection, fakeClient);
  if (typeof read === 'number') throw new Error(`refused with ${read}`);
  read.answer.serverName = 'first.example';
  return read;
}

function map(
  variable: string,
  source: string,
  entries: [string, string][],
  otherwise = '',
): MapBlock {
  return {
    source: [{ variable: source }],
    variable,
    entries: entries.map(([pattern, value]) => ({
      kind: pattern.startsWith('~') ? 'regex' : 'exact',
      pattern: pattern.replace(/^~\*?/, ''),
      ignoreCase: pattern.startsWith('~*'),
      value: [value],
      place,
    })),
    default: [otherwise],
    hostnames: false,
    volatile: false,
    place,
  };
}

const evaluate = (template: Template, maps: MapBlock[] = [], ...fields: string[]): string => {
  const scope = new VariableScope<HttpRequest>({ maps, splits: [] }, REQUEST_VARIABLES);
  const said = scope.compile(template, place);
  scope.settle();
  return said(request(...fields));
};

test('a line of several variables', () => {
  const line: Template = [
    { variable: 'remote_addr' },
    ':',
    { variable: 'remote_port' },
    ' -->> ',
    { variable: 'server_addr' },
    ':',
    { variable: 'server_port' },
    '\r\n',
  ];
  expect(evaluate(line)).toBe('127.0.0.9:34711 -->> 127.0.0.1:8080\r\n');
});

describe('variables', () => {
  test.each([
    ['uri', '/p q'],
    ['request_uri', '/p%20q?a=1&B=2'],
    ['args', 'a=1&B=2'],
    ['arg_a', '1'],
    ['arg_b', '2'],
    ['arg_none', ''],
    ['is_args', '?'],
    ['host', 'h.example'],
    ['http_host', 'H.example:1'],
    ['http_x_two', 'a, b'],
    ['http_none', ''],
    ['request_method', 'GET'],
    ['scheme', 'http'],
    ['server_name', 'first.example'],
    ['status', '000'],
    ['proxy_add_x_forwarded_for', '127.0.0.9'],
  ])('$%s', (variable, value) => {
    expect(evaluate([{ variable }], [], 'X-Two: a', 'x-two: b')).toBe(value);
  });

  test('one that nobody knows is an error with its place', () => {
    expect(() => evaluate([{ variable: 'nonsense' }])).toThrowError(
      expect.objectContaining({ code: 'CONFIG_VARIABLE_UNKNOWN', place }),
    );
  });
});

describe('map', () => {
  const digits = map(
    'bind',
    'remote_port',
    [
      ['~^2', '127.0.0.2'],
      ['~^3', '127.0.0.3'],
    ],
    '127.0.0.1',
  );

  test('takes the first regular expression that matches', () => {
    expect(evaluate([{ variable: 'bind' }], [digits])).toBe('127.0.0.3');
  });

  test('takes exact values before regular expressions, without case', () => {
    const upgrade = map('c', 'http_upgrade', [
      ['~.', 'regex'],
      ['websocket', 'exact'],
      ['', 'none'],
    ]);
    expect(evaluate([{ variable: 'c' }], [upgrade], 'Upgrade: WebSocket')).toBe('exact');
    expect(evaluate([{ variable: 'c' }], [upgrade], 'Upgrade: other')).toBe('regex');
    expect(evaluate([{ variable: 'c' }], [upgrade])).toBe('none');
  });

  test('may read another map, but not itself', () => {
    const outer = map('outer', 'bind', [['127.0.0.3', 'third']]);
    expect(evaluate([{ variable: 'outer' }], [outer, digits])).toBe('third');
    const loop = [map('one', 'two', []), map('two', 'one', [])];
    expect(() => evaluate([], loop)).toThrowError(
      expect.objectContaining({ code: 'CONFIG_MAP_CIRCULAR' }),
    );
  });

  test('refuses a regular expression that JavaScript cannot read', () => {
    const wrong = map('w', 'uri', [['~(?s)a', 'x']]);
    expect(() => evaluate([], [wrong])).toThrowError(
      expect.objectContaining({ code: 'CONFIG_REGEX_BAD', place }),
    );
  });
});

describe('captures', () => {
  const caught = (...fields: string[]) =>
    evaluate(
      [{ variable: 'path' }, '|', { variable: 'digit' }, '|', { variable: '2' }],
      [
        {
          ...map('path', 'request_uri', []),
          entries: [
            {
              kind: 'regex',
              pattern: '^/(?<first>\\w)(.)',
              ignoreCase: false,
              value: [{ variable: '2' }, '/', { variable: 'first' }],
              place,
            },
          ],
        },
        map('digit', 'remote_port', [['~^3', 'three']]),
      ],
      ...fields,
    );

  test('of a map are its own value’s, and the match after it empties them', () => {
    expect(caught()).toBe('%/p|three|');
  });
});

describe('a map', () => {
  const asked = (volatile: boolean): string[] => {
    const counting = { ...map('m', 'http_n', [], 'x'), default: [{ variable: 'uri' }], volatile };
    const scope = new VariableScope<HttpRequest>(
      { maps: [counting], splits: [] },
      REQUEST_VARIABLES,
    );
    const said = scope.compile([{ variable: 'm' }], place);
    const one = request();
    const before = said(one);
    one.path = '/elsewhere';
    return [before, said(one)];
  };

  test('is asked once for a request, unless it is volatile', () => {
    expect(asked(false)).toEqual(['/p q', '/p q']);
    expect(asked(true)).toEqual(['/p q', '/elsewhere']);
  });
});

test.each([
  ['~^(?P<name>1+)$', '1'],
  ["~^(?'name'\\d)$", '1'],
  ['~^(?<name>2)$', ''],
])('a map keeps what its pattern names: %s', (pattern, kept) => {
  const maps = [map('mapped', 'arg_a', [[pattern, 'yes']], 'no')];
  expect(evaluate([{ variable: 'mapped' }, '|', { variable: 'name' }], maps)).toBe(
    `${kept === '' ? 'no' : 'yes'}|${kept}`,
  );
});
