import type { EngineChoice } from '../../model/engine.js';
import type { NginxConfig } from '../../model/nginx.js';
import type { ErrorLog } from '../log/error-log.js';
import type { FromProxy } from '../messages.js';

export interface ProgramOptions {
  readonly prefix: string;
  readonly engine: EngineChoice;
  /** What happens, as it is told to a parent process. */
  readonly tell: (message: FromProxy) => void;
}

/** The bundled proxy as a program: what signals ask of it, with workers or without. */
export interface Program {
  /** For what is to be said of the whole proxy, as a signal that came. */
  readonly log: ErrorLog;
  /** Goes over to a new configuration; one that cannot be read or run is logged, and the old one stays. */
  reload(read: () => NginxConfig): Promise<void>;
  /** Opens the logs again by their names. */
  reopenLogs(): void;
  /** Ends everything at once. */
  stop(): Promise<void>;
  /** Nothing new; what is under way ends first, where anybody waits for it. */
  quit(): Promise<void>;
}
