/** A chain that `tidegate up` keeps up: what it leaves for `tidegate maintenance`, and `up --json`. */
export interface UpState {
  readonly schema: 'tidegate.up/1';
  readonly pid: number;
  /** When that process was started: its id alone could be another's by now. */
  readonly started: string;
  readonly scenario: string;
  /** Made by `up`, and gone with it; every maintenance file is in it. */
  readonly directory: string;
  readonly url: string;
  readonly page: string;
  /** The backend that maintenance takes out when none is named; null = the scenario has none. */
  readonly drains: string | null;
  readonly backends: readonly UpBackend[];
}

export interface UpBackend {
  readonly name: string;
  readonly url: string;
  readonly maintenanceFile: string;
}

/** What `up` says of it, with commands to be typed again. */
export interface UpReport {
  readonly state: UpState;
  /** As the user named it. */
  readonly scenario: string;
  /** As the user called it: `npx tidegate`. */
  readonly tidegate: string;
}

/** `maintenance --json`, of each backend that was asked for. */
export interface MaintenanceState {
  readonly backend: string;
  readonly maintenance: boolean;
  /** The file whose existence means maintenance. */
  readonly file: string;
}
