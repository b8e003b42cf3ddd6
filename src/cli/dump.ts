import { printableLines } from '../lib/printable.js';
import type { Output } from './world.js';

/** The text of somebody's files: byte for byte for a program, and harmless on a terminal. */
export function asDump(text: string, output: Output): string {
  return output.isTTY === true ? printableLines(text) : text;
}
