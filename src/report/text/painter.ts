import { Chalk, type ChalkInstance } from 'chalk';
import type { Layout } from './layout.js';

/** Apart from the layout: what prints without colour need not load it. */
export function painter({ colour }: Layout): ChalkInstance {
  return new Chalk({ level: colour ? 1 : 0 });
}
