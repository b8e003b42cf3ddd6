import { EXIT, errorText, TidegateError } from '../lib/errors.js';
import { printableLines } from '../lib/printable.js';
import { secretsOf } from '../lib/secrets.js';
import { descriptorUse, LOADING_DESCRIPTORS } from '../net/descriptor-limit.js';
import type { World } from './world.js';

/** What a fault needs of the process that it ends. */
export interface FaultyProcess extends Pick<World, 'argv' | 'env' | 'stderr' | 'exit'> {
  exitCode?: World['exitCode'];
  on(event: 'uncaughtException', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
}

/** Open in a Node process that does nothing, where it cannot be counted. */
const NODES_OWN = 18;
/** For what the simplest of configurations takes besides: a loop, a socket, a worker. */
const TO_BEGIN = 6;
/** What was open before any of Tidegate was loaded. */
const openAtStart = descriptorUse()?.open ?? NODES_OWN;

/** Node's own exit code where the work waits for something that can never happen. */
const NEVER_SETTLED = 13;

/**
 * Ends the process with 3 for what nobody has caught, a rejected promise too: Node's own exit code
 * would be 1, which means that a check failed.
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

/** What Node says of a module that it has no descriptor left to open, in words; null = it is another error. */
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

/** Asked for without opening anything. */
function openFilesLimit(): string {
  const { userLimits } = process.report.getReport() as unknown as {
    readonly userLimits?: { readonly open_files?: { readonly soft: number | string } };
  };
  return String(userLimits?.open_files?.soft ?? 'so few');
}

/** An error that should not have been possible, for whoever mends it. */
export function faultText(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `tidegate: a fault of Tidegate's own, please report it:\n${printableLines(text)}\n`;
}
