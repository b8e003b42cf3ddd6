import { expect, test } from 'vitest';
import { plainOrigin } from '../../../src/lib/address/origin.js';
import { type MetBackend, nameBackends } from '../../../src/run/targets/backend-header.js';

const met = (host: string, headers: Record<string, string>): MetBackend => ({
  origin: { ...plainOrigin({ address: '127.0.0.1', port: 80 }), host },
  healthPath: '/health',
  healthFields: '',
  healthTalks: true,
  maintenanceFile: null,
  answer: {
    status: 200,
    framing: 'length',
    bodyBytes: 2,
    digest: 0,
    body: 'ok',
    headers: new Map(Object.entries(headers)),
  },
});
const names = (backends: readonly MetBackend[], header: string | null): string[] =>
  nameBackends(backends, header).map(({ name }) => name);

test('the bundled backend server says its name', () => {
  const backends = [met('h1', { 'x-tidegate-backend': 'a' }), met('h2', {})];
  expect(names(backends, null)).toEqual(['a', 'h2']);
});

test('any other by the field that the user names', () => {
  const backends = [met('h1', { 'x-served-by': 'web1' }), met('h2', { 'x-served-by': 'web2' })];
  expect(names(backends, 'x-served-by')).toEqual(['web1', 'web2']);
  expect(names(backends, null)).toEqual(['h1', 'h2']);
});

test('a field that tells nothing apart is refused', () => {
  const alike = [met('h1', { server: 'nginx' }), met('h2', { server: 'nginx' })];
  expect(() => names(alike, 'server')).toThrow(
    expect.objectContaining({
      code: 'BACKEND_HEADER_BAD',
      message: '--backend-header is "server": h1 and h2 both say "nginx"',
    }),
  );
  expect(() => names([met('h1', {})], 'server')).toThrow(/h1 answers without it/);
});

test('a backend that does not answer the load’s request has no field', () => {
  expect(() => names([{ ...met('h1', {}), answer: null }], 'server')).toThrow(
    /h1 answers without it/,
  );
});
