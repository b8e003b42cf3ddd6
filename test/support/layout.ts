import type { Layout } from '../../src/report/text/layout.js';

/** The layout for a pipe, unless a test changes it: no colour, 80 columns. */
export function layoutWith(parts: Partial<Layout> = {}): Layout {
  return { colour: false, columns: 80, terminal: false, ...parts };
}
