import { EXIT, type ExitCode, TidegateError } from './errors.js';

/** How a signal ends a command early: nobody's fault, with an exit code that tells the signal. */
export function interruption(exitCode: ExitCode = EXIT.interrupted): TidegateError {
  return new TidegateError('COMMAND_INTERRUPTED', 'interrupted', { exitCode });
}

/** Why `signal` was aborted, where a command's world has said so; else as by Ctrl-C. */
export function interruptionOf(signal: AbortSignal): TidegateError {
  return signal.reason instanceof TidegateError ? signal.reason : interruption();
}
