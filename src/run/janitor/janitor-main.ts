/** The janitor's process: see janitor.ts. */
import { rmSync, writeSync } from 'node:fs';
import { errorText } from '../../lib/errors.js';
import type { CommandEnd } from '../command/command.js';
import { commandError } from '../command/command-error.js';
import { LastWord } from '../command/last-word.js';
import type { Chores, Order, Report } from './janitor.js';

const STDERR = 2;

let chores: Chores = { remove: [], note: null, commands: null };
let lastWord: LastWord | null = null;
let dismissed = false;

// A signal to the whole process group or tree is meant for the run. The janitor ignores it, and
// leaves when the run is gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

process.on('message', (order: Order) => {
  void obey(order).then((end) => report({ id: order.id, end }));
});

process.once('disconnect', () => {
  void cleanUp().finally(() => process.exit());
});

async function obey({ deed, chores: given }: Order): Promise<CommandEnd | null> {
  switch (deed) {
    case 'chores':
      if (given) chores = given;
      lastWord = chores.commands && new LastWord(chores.commands);
      return null;
    case 'on':
      return lastWord?.on() ?? null;
    case 'off':
      return lastWord?.off() ?? null;
    case 'dismiss':
      dismissed = true;
      return lastWord?.off() ?? null;
  }
}

async function cleanUp(): Promise<void> {
  if (dismissed) return;
  const end = await lastWord?.off();
  const error = end && chores.commands && commandError('off', chores.commands, end);
  if (error) say(errorText(error));
  if (chores.note) {
    const { removeUpState } = await import('../up/up-state.js');
    await removeUpState(chores.note.file, chores.note.directory);
  }
  for (const path of chores.remove) {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/**
 * The run may be killed while a report is sent. Without a callback, the broken channel would raise
 * an uncaught error, and the off command would never run.
 */
function report(words: Report): void {
  if (process.connected) process.send?.(words, () => undefined);
}

/** Writes to the terminal, because the run is gone and cannot report the error. */
function say(text: string): void {
  try {
    writeSync(STDERR, text);
  } catch {
    // The terminal is gone too.
  }
}
