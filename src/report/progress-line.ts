import { printable } from '../lib/text/printable.js';
import type { RunProgress, Stage } from '../model/progress.js';
import type { Layout } from './text/layout.js';

/** The progress in one line, which is cut instead of wrapped, because it is written over and over. */
export function renderProgress(progress: Stage | RunProgress, { columns }: Layout): string {
  const parts = [progress.stage, ...('open' in progress ? counts(progress) : [])];
  const text = printable(parts.join(' · '));
  // One column stays free, because a full last column wraps on some terminals.
  const width = columns - 1;
  return `${text.length > width ? `${text.slice(0, width - 1)}…` : text}\n`;
}

function counts({ open, planned, inFlight, failed, seconds }: RunProgress): string[] {
  return [
    `${open}/${planned} open`,
    `${inFlight} in flight`,
    `${failed} failed`,
    `${seconds.toFixed(1)} s`,
  ];
}
