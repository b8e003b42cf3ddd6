/** What a long-running command is doing now. */
export interface Stage {
  readonly stage: string;
}

/** The progress of a run. */
export interface RunProgress extends Stage {
  readonly planned: number;
  readonly open: number;
  readonly inFlight: number;
  readonly failed: number;
  readonly seconds: number;
}
