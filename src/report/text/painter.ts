import { Chalk, type ChalkInstance } from 'chalk';
import type { Layout } from './layout.js';

/** Separate from the layout, so that output without colour does not load it. */
export function painter({ colour }: Layout): ChalkInstance {
  return new Chalk({ level: colour ? 1 : 0 });
}
