import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HOP_LIMITS, HOST_LIMITS } from '../../../src/capacity/limits/registry.js';

const sections = new Map(
  readFileSync('docs/limits.md', 'utf8')
    .split(/^#{2,3} /m)
    .slice(1)
    .map((text) => [text.split('\n', 1)[0] ?? '', text] as const),
);

describe('docs/limits.md', () => {
  it.each([...Object.keys(HOP_LIMITS), ...Object.keys(HOST_LIMITS)])(
    'says of %s what it means and how to raise it',
    (id) => {
      const text = sections.get(id) ?? '';
      expect(text.length).toBeGreaterThan(150);
      expect(text).toMatch(/```|raise/);
    },
  );
});
