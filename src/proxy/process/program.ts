import type { EngineChoice } from '../../model/engine.js';
import type { NginxConfig } from '../../model/nginx.js';
import type { ErrorLog } from '../log/error-log.js';
import type { FromProxy } from '../messages.js';

export interface ProgramOptions {
  readonly prefix: string;
  readonly engine: EngineChoice;
  /** Reports events to a parent process. */
  readonly tell: (message: FromProxy) => void;
}

/** The bundled proxy as a program: what signals do to it, with workers or without. */
export interface Program {
  /** The log for events of the whole proxy, such as a received signal. */
  readonly log: ErrorLog;
  /**
   * Changes to a new configuration. If that cannot be read or run, it is logged, and the old one
   * stays.
   */
  reload(read: () => NginxConfig): Promise<void>;
  /** Opens the logs again by their names. */
  reopenLogs(): void;
  /** Ends everything at once. */
  stop(): Promise<void>;
  /** Accepts nothing new; requests in flight are finished, where there is time for it. */
  quit(): Promise<void>;
}
