import type { Layout } from '../../src/report/text/layout.js';

/** How text is laid out for a pipe, unless a test says other: no colour, 80 columns. */
export function layoutWith(parts: Partial<Layout> = {}): Layout {
  return { colour: false, columns: 80, terminal: false, ...parts };
}
