import type { Place } from '../place.js';
import type { Template } from './words.js';

/** The level of a line in an error log, the most severe last. */
export type LogLevel = 'debug' | 'info' | 'notice' | 'warn' | 'error' | 'crit' | 'alert' | 'emerg';

/** One `error_log`. */
export interface ErrorLogTarget {
  /** As written: a path, relative to the prefix, or `stderr`. */
  readonly path: string;
  /** The least severe level that is written there. */
  readonly level: LogLevel;
  readonly place: Place;
}

/** One `log_format`. */
export interface LogFormat {
  readonly name: string;
  /** How values of variables are escaped in a line. */
  readonly escape: 'default' | 'json' | 'none';
  readonly template: Template;
  readonly place: Place;
}

/** One `access_log`. */
export interface AccessLogTarget {
  /** As written: a path, relative to the prefix. */
  readonly path: string;
  /** Name of a `log_format`; in http `combined` is always there. */
  readonly format: string;
  /** If empty or `0`, the request or session is not logged; null = every one is. */
  readonly condition: Template | null;
  readonly place: Place;
}
