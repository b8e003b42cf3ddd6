/** What a command that takes its time does at this moment. */
export interface Stage {
  readonly stage: string;
}

/** Where a run stands. */
export interface RunProgress extends Stage {
  readonly planned: number;
  readonly open: number;
  readonly inFlight: number;
  readonly failed: number;
  readonly seconds: number;
}
