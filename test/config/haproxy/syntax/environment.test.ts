import { describe, expect, it } from 'vitest';
import { readHaproxyConfig } from '../../../../src/config/haproxy/reading/read.js';
import { tokenizeLines } from '../../../../src/config/haproxy/syntax/tokenize.js';
import { haproxyTopologyOf } from '../../../../src/config/haproxy/topology/topology.js';
import { DEFAULT_PORT_RANGE } from '../../../../src/lib/ports.js';
import { memorySource } from '../../../support/memory-source.js';
import { refusalOf } from '../../../support/refusal.js';

const words = (text: string, environment = {}) =>
  tokenizeLines(text, 'f', environment).map((line) => line.map((word) => word.text));
const read = (text: string, environment = {}) =>
  readHaproxyConfig('f', memorySource({ f: text }), environment);
const warnings = (text: string, environment = {}) =>
  haproxyTopologyOf(read(text, environment), {
    local: false,
    addresses: null,
    range: DEFAULT_PORT_RANGE,
    ports: [],
  }).warnings;

describe('a variable', () => {
  it('is expanded within double quotes, and nowhere else', () => {
    const environment = { A: '1', B: 'two words' };
    expect(words(`x "$A" "\${A}b" '$A' $A "\\$A" "\${B}"`, environment)).toEqual([
      ['x', '1', '1b', '$A', '$A', '$A', 'two words'],
    ]);
  });

  it('is expanded in addresses without quotes too', () => {
    const { frontends, backends } = read(
      'listen l\n bind *:${P}\n server a ${H}:80 source ${S}\n',
      { P: '81', H: '10.0.0.1', S: '10.0.0.2' },
    );
    expect(frontends[0]?.binds).toMatchObject([{ address: '*', port: 81 }]);
    expect(backends[0]?.servers).toMatchObject([
      { host: '10.0.0.1', port: 80, source: { address: '10.0.0.2' } },
    ]);
  });

  it('that has no end is refused where it begins', () => {
    expect(() => words(`x "${'${X-1 6"'.repeat(50_000)}`)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_VARIABLE_BAD',
        place: { file: 'f', line: 1, column: 4 },
      }),
    );
    const address = '${X-1'.repeat(200_000);
    expect(words(`bind ${address}`)).toEqual([['bind', address]]);
  });

  it('has the default that is written beside it', () => {
    expect(read('global\n maxconn "${M-70}"\n').global.maxconn).toBe(70);
    expect(read('global\n maxconn "${M-70}"\n', { M: '8' }).global.maxconn).toBe(8);
  });

  it('is set, preset and unset by global for the lines below', () => {
    const maxconn = (lines: string, environment = {}) =>
      read(`global\n ${lines}\n maxconn "$M"\n`, environment).global;
    expect(maxconn('setenv M 5', { M: '6' })).toMatchObject({ maxconn: 5 });
    expect(maxconn('presetenv M 5', { M: '6' })).toMatchObject({ maxconn: 6 });
    expect(maxconn('presetenv M 5')).toMatchObject({ maxconn: 5 });
    expect(maxconn('unsetenv M', { M: '6' })).toMatchObject({
      maxconn: null,
      maxconnUnknown: true,
    });
    expect(maxconn('resetenv N', { M: '6' })).toMatchObject({ maxconnUnknown: true });
    expect(maxconn('resetenv M', { M: '6' })).toMatchObject({ maxconn: 6 });
  });

  it('that is not set leaves its figure unknown, once told, and the rest is read', () => {
    const text = `global
 nbthread "$T"
 log "$SOMEWHERE" local0
frontend f
 bind :80
 maxconn "$M"
 default_backend "$B"
backend b
 server a "$H" weight "$W" maxconn "$X"
 server-template t "$N" h.example:80
`;
    expect(warnings(text).map(({ code, line }) => [code, line])).toEqual([
      ['ENVIRONMENT_UNKNOWN', 2],
      ['ENVIRONMENT_UNKNOWN', 6],
      ['ENVIRONMENT_UNKNOWN', 7],
      ...[9, 9, 9].map((line) => ['ENVIRONMENT_UNKNOWN', line]),
      ['ENVIRONMENT_UNKNOWN', 10],
    ]);
    expect(read(text).backends[0]?.servers).toHaveLength(2);
  });

  it('is told once, whichever lines name it, each of those that a line names', () => {
    const text =
      'listen l\n bind "*:${P}"\n server a "${H}:${P}"\n server b "${H}:81"\npeers p\n peer x ${H}:1\n';
    expect(warnings(text)).toMatchObject([
      {
        line: 2,
        message: expect.stringContaining('"P" is not set: what it says here and on 1 more'),
      },
      {
        line: 3,
        message: expect.stringContaining('"H" is not set: what it says here and on 2 more'),
      },
    ]);
  });

  it('of the address of a template is expanded too', () => {
    const text = 'listen l\n bind :80\n server-template t 2 ${H}:${P}\n';
    expect(read(text, { H: '10.0.0.1', P: '81' }).backends[0]?.servers).toMatchObject([
      { host: '10.0.0.1', port: 81 },
      { host: '10.0.0.1', port: 81 },
    ]);
    expect(warnings(text).map(({ message }) => /variable "(\w)"/.exec(message)?.[1])).toEqual([
      'H',
      'P',
    ]);
  });

  it('outside of quotes is no number to HAProxy', () => {
    expect(refusalOf(() => read('global\n maxconn $M\n', { M: '5' }))).toContain(
      'CONFIG_VALUE_BAD f:2:10',
    );
  });
});

it('a byte order mark is read over, and told as what HAProxy refuses', () => {
  const [first] = warnings('\ufeffglobal\n maxconn 5\n');
  expect(first).toMatchObject({ code: 'PROXY_WILL_NOT_START', severity: 'error', line: 1 });
  expect(read('\ufeffglobal\n maxconn 5\n').global.maxconn).toBe(5);
});

it('names are told once for all, with a word on localhost', () => {
  const text =
    'listen l\n bind :88\n server a localhost:80\n server b app.example:80\n server c 10.0.0.1:80\n server d [::1]:80\n server e /run/s\n';
  expect(warnings(text)).toMatchObject([
    {
      code: 'NAME_COUNTED_ONCE',
      line: 3,
      message: expect.stringContaining('"localhost", "app.example" are names'),
      fix: expect.stringContaining('127.0.0.1'),
    },
  ]);
  expect(warnings('listen l\n bind :80\n server-template t 3 app.example:80\n')).toEqual([]);
});

it('a backend that is made of an expression is each that its name fits', () => {
  const { deployment } = haproxyTopologyOf(
    read(
      'frontend f\n bind :80\n use_backend be_%[path] if a\n default_backend z\nbackend be_x\n server a 1:1\nbackend y\n server a 1:2\nbackend z\n server a 1:3\nlisten be_l\n bind :81\n server a 1:4\n',
    ),
    { local: false, addresses: null, range: DEFAULT_PORT_RANGE, ports: [] },
  );
  const names = deployment.routes?.map((way) => way.map((at) => deployment.hops[at]?.name));
  expect(names).toEqual([
    ['f', 'be_x'],
    ['f', 'z'],
    ['be_l', 'be_l'],
  ]);
});
