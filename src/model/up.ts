/**
 * A chain that `tidegate up` keeps running: what it stores for `tidegate maintenance`, and `up
 * --json`.
 */
export interface UpState {
  readonly schema: 'tidegate.up/1';
  readonly pid: number;
  /** When that process was started, because its id alone could belong to another by now. */
  readonly started: string;
  readonly scenario: string;
  /** Created by `up` and removed with it; contains every maintenance file. */
  readonly directory: string;
  readonly url: string;
  readonly page: string;
  /** The backend for maintenance if none is named; null = the scenario has none. */
  readonly drains: string | null;
  readonly backends: readonly UpBackend[];
}

interface UpBackend {
  readonly name: string;
  readonly url: string;
  readonly maintenanceFile: string;
}

/** What `up` prints, with commands to be typed. */
export interface UpReport {
  readonly state: UpState;
  /** As the user named it. */
  readonly scenario: string;
  /** As the user called it: `npx tidegate`. */
  readonly tidegate: string;
}

/** `maintenance --json`, for each backend that was asked for. */
export interface MaintenanceState {
  readonly backend: string;
  readonly maintenance: boolean;
  /** The file whose existence means maintenance. */
  readonly file: string;
}
