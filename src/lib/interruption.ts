import { EXIT, type ExitCode, TidegateError } from './errors.js';

/**
 * The error by which a signal ends a command early. Nothing failed; the exit code says which signal
 * it was.
 */
export function interruption(exitCode: ExitCode = EXIT.interrupted): TidegateError {
  return new TidegateError('COMMAND_INTERRUPTED', 'interrupted', { exitCode });
}

/**
 * The reason for which `signal` was aborted, if the command's world gave one; otherwise as for
 * Ctrl-C.
 */
export function interruptionOf(signal: AbortSignal): TidegateError {
  return signal.reason instanceof TidegateError ? signal.reason : interruption();
}
