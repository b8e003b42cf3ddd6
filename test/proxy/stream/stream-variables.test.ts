import { describe, expect, test } from 'vitest';
import type { StreamSubject, StreamTry } from '../../../src/proxy/stream/stream-subject.js';
import { SESSION_VARIABLES } from '../../../src/proxy/stream/stream-variables.js';
import { FakeConnection } from '../../net/support/fake-connection.js';

const sessionVariable = (name: string) =>
  Object.hasOwn(SESSION_VARIABLES.fixed, name) ? SESSION_VARIABLES.fixed[name] : null;

const session = (facts: Partial<StreamSubject>): StreamSubject => ({
  connection: new FakeConnection(),
  kept: null,
  captures: null,
  serial: 7,
  startedMs: 0,
  status: 0,
  bytesReceived: 0,
  bytesSent: 0,
  tries: [],
  ...facts,
});

const value = (name: string, facts: Partial<StreamSubject> = {}): string | undefined =>
  sessionVariable(name)?.(session(facts));

describe('variables of a TCP session', () => {
  const tries: readonly StreamTry[] = [
    { server: '10.0.0.1:1', connectMs: null, bytesSent: 0, bytesReceived: 0 },
    { server: '10.0.0.2:2', connectMs: 1234.9, bytesSent: 5, bytesReceived: 70 },
  ];

  test.each([
    ['upstream_addr', '10.0.0.1:1, 10.0.0.2:2'],
    ['upstream_connect_time', '-, 1.234'],
    ['upstream_bytes_sent', '0, 5'],
    ['upstream_bytes_received', '0, 70'],
  ])('$%s tells of every server that was tried', (name, text) => {
    expect(value(name, { tries })).toBe(text);
    expect(value(name)).toBe('');
  });

  test.each([
    ['status', { status: 0 }, '000'],
    ['status', { status: 502 }, '502'],
    ['bytes_sent', { bytesSent: 12 }, '12'],
    ['bytes_received', { bytesReceived: 34 }, '34'],
    ['connection', {}, '7'],
  ])('$%s of %o', (name, facts, text) => {
    expect(value(name, facts)).toBe(text);
  });

  test('those of http are not there', () => {
    expect(sessionVariable('request_uri')).toBeNull();
    expect(sessionVariable('toString')).toBeNull();
  });
});
