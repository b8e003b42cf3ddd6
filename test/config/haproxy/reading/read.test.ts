import { describe, expect, it } from 'vitest';
import { readHaproxyConfig } from '../../../../src/config/haproxy/reading/read.js';
import { languageOf } from '../../../../src/config/language.js';
import { memorySource } from '../../../support/memory-source.js';
import { refusalOf } from '../../../support/refusal.js';

const read = (text: string) => readHaproxyConfig('f', memorySource({ f: text }));
const servers = (backend: string, defaults = '') =>
  read(`defaults\n${defaults}\nbackend b\n${backend}`).backends[0]?.servers;

describe('sections', () => {
  it('hand defaults down, the last one or the one that is named', () => {
    const { frontends } = read(`
      defaults one
        mode http
        maxconn 10
      defaults
        maxconn 20
      frontend a
        bind :80
      frontend b from one
        bind :81
        maxconn 5`);
    expect(frontends).toMatchObject([
      { name: 'a', mode: 'tcp', maxconn: 20 },
      { name: 'b', mode: 'http', maxconn: 5 },
    ]);
  });

  it('read the process', () => {
    const { global } = read('global\n maxconn 7\n nbthread 3\n ulimit-n 99\n');
    expect(global).toMatchObject({ maxconn: 7, nbthread: 3, ulimitN: 99 });
  });

  it('bind several addresses and ranges of ports', () => {
    const [frontend] = read('listen l\n bind 127.0.0.1:80-82,:90\n bind [::1]:7 ssl\n').frontends;
    expect(frontend?.binds.map(({ address, port }) => `${address}:${port}`)).toEqual([
      '127.0.0.1:80',
      '127.0.0.1:81',
      '127.0.0.1:82',
      '*:90',
      '[::1]:7',
    ]);
    expect(frontend?.backends).toMatchObject([{ name: 'l' }]);
  });

  it('find the backends of a frontend, each once', () => {
    const text = `frontend f\n use_backend b if x\n use_backend b\n default_backend c\nbackend b\nbackend c\n`;
    expect(read(text).frontends[0]?.backends.map(({ name }) => name)).toEqual(['b', 'c']);
  });

  it('say what is not modelled, with its place', () => {
    const { unknown } = read(
      'global\n maxsslconn 1\nbackend b\n rate-limit sessions 9\n server a 1:2 minconn 3\n',
    );
    expect(unknown).toMatchObject([
      { name: 'maxsslconn', place: { line: 2, column: 2 } },
      { name: 'rate-limit', place: { line: 4 } },
      { name: 'minconn', place: { line: 5, column: 15 } },
    ]);
  });
});

describe('server lines', () => {
  it('carry what they say over what default-server says', () => {
    const found = servers(
      'default-server maxconn 9 backup\nserver a 10.0.0.1:80 weight 3 no-backup\nserver b 10.0.0.2 disabled',
    );
    expect(found).toMatchObject([
      { name: 'a', host: '10.0.0.1', port: 80, maxconn: 9, weight: 3, backup: false },
      { name: 'b', host: '10.0.0.2', port: null, maxconn: 9, backup: true, disabled: true },
    ]);
  });

  it('take the source of the backend where they have none', () => {
    const found = servers(
      'server a 1:1 source 10.0.0.1:5-9\nserver b 1:2\nsource 10.0.0.2\nserver c 1:3 source 0.0.0.0 usesrc clientip',
    );
    expect(found?.map((server) => server.source)).toMatchObject([
      { address: '10.0.0.1', ports: [5, 9] },
      { address: '10.0.0.2', ports: null },
      { transparent: true },
    ]);
  });
});

describe('refusals', () => {
  it.each([
    ['maxconn 3\nglobal', 'CONFIG_DIRECTIVE_MISPLACED f:1:1 "maxconn" begins no section'],
    ['global\n maxconn', 'CONFIG_ARGUMENTS_BAD f:2:2 "maxconn" lacks a number'],
    ['global\n maxconn 1k', 'CONFIG_VALUE_BAD f:2:10 invalid value "1k"'],
    ['global\n maxconn 1 2', 'CONFIG_ARGUMENTS_BAD f:2:12 "maxconn" takes one argument'],
    ['global\n nbthread 0', 'CONFIG_VALUE_BAD f:2:11'],
    ['backend', 'CONFIG_ARGUMENTS_BAD f:1:1 "backend" lacks a name'],
    ['frontend f\n bind :90-80', 'CONFIG_VALUE_BAD f:2:7'],
    ['frontend f\n bind 1.1.1.1', 'CONFIG_VALUE_BAD f:2:7'],
    ['frontend f\n default_backend no', 'CONFIG_BACKEND_UNKNOWN f:2:18'],
    ['backend b\nbackend b', 'CONFIG_DUPLICATE f:2:1'],
    ['backend b\n server a 1:70000', 'CONFIG_VALUE_BAD f:2:11'],
    ['backend b\n server a 1:80 source', 'CONFIG_ARGUMENTS_BAD f:2:16 "source" lacks its value'],
    ['backend b\n source 1.1.1.1:10-20', 'CONFIG_VALUE_BAD f:2:9'],
    ['backend b from nothing', 'CONFIG_DEFAULTS_UNKNOWN f:1:16'],
    ['backend b\n mode quick', 'CONFIG_VALUE_BAD f:2:7'],
  ])('%j', (text, refusal) => {
    expect(refusalOf(() => read(text))).toContain(refusal);
  });
});

it('is told from nginx by what it says, else by its name', () => {
  expect(languageOf('x', '# a\n\nglobal # b\n')).toBe('haproxy');
  expect(languageOf('x.cfg', 'upstream b {\n')).toBe('nginx');
  expect(languageOf('x.cfg', '')).toBe('haproxy');
  expect(languageOf('x.conf', null)).toBe('nginx');
});
