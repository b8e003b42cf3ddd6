import { EXIT, errorText, TidegateError } from '../lib/errors.js';
import { secretsOf } from '../lib/secrets.js';
import { printableLines } from '../lib/text/printable.js';
import { descriptorUse, LOADING_DESCRIPTORS } from '../net/descriptor-limit.js';
import type { World } from './world.js';

/** What a fault needs of the process that it ends. */
export interface FaultyProcess extends Pick<World, 'argv' | 'env' | 'stderr' | 'exit'> {
  exitCode?: World['exitCode'];
  on(event: 'uncaughtException', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
}

/** Descriptors of a Node process that does nothing, used where they cannot be counted. */
const NODES_OWN = 18;
/** Descriptors that the smallest configuration needs in addition: a loop, a socket, a worker. */
const TO_BEGIN = 6;
/** Descriptors that were open before Tidegate was loaded. */
const openAtStart = descriptorUse()?.open ?? NODES_OWN;

/** Node's exit code when the process ends although something is still awaited. */
const NEVER_SETTLED = 13;

/**
 * Ends the process with 3 after an uncaught error or rejected promise. Node's own exit code would
 * be 1, which means that a check failed.
 */
export function endOnFault(process: FaultyProcess): void {
  process.on('uncaughtException', (error) => {
    const refused = loadingRefused(error);
    const text = refused === null ? faultText(error) : errorText(refused);
    process.stderr.write(secretsOf(process).hide(text));
    process.exit(refused?.exitCode ?? EXIT.invalid);
  });
  process.on('exit', () => {
    if (process.exitCode === NEVER_SETTLED) process.exitCode = EXIT.invalid;
  });
}

/**
 * An error for the case that Node has no descriptor left to open a module; null = it is another
 * error.
 */
export function loadingRefused(error: unknown): TidegateError | null {
  const { code, syscall, path } = error as Partial<NodeJS.ErrnoException>;
  const ofModule = syscall === 'open' && path?.endsWith('.js') === true;
  if (!ofModule || (code !== 'EMFILE' && code !== 'ENFILE')) return null;
  if (code === 'ENFILE') {
    return new TidegateError('DESCRIPTORS_TOO_FEW', 'this host has no file descriptor left', {
      hint: 'Raise fs.file-max, or end what holds them (lsof shows it).',
      cause: error,
    });
  }
  const needed = openAtStart + LOADING_DESCRIPTORS + TO_BEGIN;
  return new TidegateError(
    'DESCRIPTORS_TOO_FEW',
    `a limit of ${openFilesLimit()} open files is too low to load Tidegate: it needs ${needed}`,
    { hint: `Raise it: ulimit -n ${needed}, and more for connections.`, cause: error },
  );
}

/** Reads the limit without opening a file. */
function openFilesLimit(): string {
  const { userLimits } = process.report.getReport() as unknown as {
    readonly userLimits?: { readonly open_files?: { readonly soft: number | string } };
  };
  return String(userLimits?.open_files?.soft ?? 'so few');
}

/** An error that should not be possible, with its stack for a bug report. */
export function faultText(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `tidegate: a fault of Tidegate's own, please report it:\n${printableLines(text)}\n`;
}
