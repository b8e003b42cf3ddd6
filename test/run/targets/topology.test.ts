import { describe, expect, test } from 'vitest';
import { readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import { diskSource } from '../../../src/host/files/config-source.js';
import { healthTiming, listenOf, rootOf } from '../../../src/run/targets/topology.js';
import { memorySource } from '../../support/memory-source.js';

const shipped = (name: string) => readNginxConfig(`scenarios/maintenance/${name}`, diskSource);
const written = (text: string) => readNginxConfig('/t.conf', memorySource({ '/t.conf': text }));

describe('what a chain reads from its configurations', () => {
  test('the frontend: where it listens, how it checks, how long it waits', () => {
    const frontend = shipped('frontend.conf');
    expect(listenOf(frontend)).toEqual({ address: '127.0.0.1', port: 18_080 });
    expect(healthTiming(frontend)).toEqual({
      intervalMs: 500,
      jitterMs: 0,
      fails: 1,
      passes: 2,
      waitMs: 8000,
    });
  });

  test('a backend: where it listens, and its root, where maintenance is switched', () => {
    const backend = shipped('backend-b.conf');
    expect(listenOf(backend)).toEqual({ address: '127.0.0.2', port: 18_081 });
    expect(rootOf(backend)).toBe('html');
  });
});

test.each([
  ['127.0.0.5:80', '127.0.0.5'],
  ['80', '127.0.0.1'],
  ['0.0.0.0:80', '127.0.0.1'],
  ['[::1]:80', '::1'],
  ['[::]:80', '::1'],
])('what listens on %s is met at %s', (listen, address) => {
  const config = written(`events {} http { server { listen ${listen}; } }`);
  expect(listenOf(config)).toEqual({ address, port: 80 });
});

describe('what a chain cannot do without', () => {
  test('a listen', () => {
    expect(() => listenOf(written('events {} http { }'))).toThrow(/no http server that listens/);
  });

  test('a health check on the frontend', () => {
    const blind = written(
      'events {} http { server { listen 127.0.0.1:80; location / { return 200; } } }',
    );
    expect(() => healthTiming(blind)).toThrow(/checks no backend's health/);
  });
});
