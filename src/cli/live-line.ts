import type { Output } from './world.js';

/** One line at the bottom of a terminal that is written over and over; nothing where there is none. */
export interface LiveLine {
  show(text: string): void;
  /** Takes the line away, before anything else is printed. */
  clear(): void;
}

const ERASE = '\r\u001b[2K';

export function createLiveLine(output: Output, wanted: boolean): LiveLine {
  if (!wanted || output.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  return {
    show: (text) => {
      // One column is kept free: a full last column wraps on some terminals.
      const width = (output.columns || 80) - 1;
      output.write(`${ERASE}${text.length > width ? `${text.slice(0, width - 1)}…` : text}`);
    },
    clear: () => output.write(ERASE),
  };
}
