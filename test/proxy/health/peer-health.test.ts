import { describe, expect, test } from 'vitest';
import { PeerHealth } from '../../../src/proxy/health/peer-health.js';

/** `+` is a good check, `-` a bad one; the result has the initial of the new state where it changed. */
function play(
  checks: string,
  settings: { fails: number; passes: number; mandatory?: boolean },
): string {
  const health = new PeerHealth({ mandatory: false, ...settings });
  return [...checks].map((check) => health.note(check === '+')?.at(0) ?? '.').join('');
}

describe('a server', () => {
  test('is down after fails bad checks in a row, up after passes good ones', () => {
    expect(play('+--++-+', { fails: 2, passes: 2 })).toBe('..d.u..');
    expect(play('-+-+', { fails: 1, passes: 1 })).toBe('dudu');
  });

  test('is not moved by checks that are not in a row', () => {
    expect(play('-+-+-+--', { fails: 2, passes: 1 })).toBe('.......d');
    expect(play('-+-+-++', { fails: 1, passes: 2 })).toBe('d.....u');
  });

  test('that must be checked first begins as down and is up at its first good check', () => {
    expect(play('+', { fails: 1, passes: 3, mandatory: true })).toBe('u');
    expect(play('-+++', { fails: 1, passes: 3, mandatory: true })).toBe('...u');
  });
});
