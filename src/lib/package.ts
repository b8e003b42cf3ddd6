import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** This Tidegate's version, from its package.json. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  }
).version;

/** The command itself, to start boxes with. */
export const BIN: string = fileURLToPath(new URL('../../bin/tidegate.js', import.meta.url));

/** The scenarios that ship with Tidegate, a folder each. */
export const SHIPPED_SCENARIOS = new URL('../../scenarios/', import.meta.url);
