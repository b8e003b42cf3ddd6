import type { Fleet } from '../../load/fleet.js';
import type { RunProgress } from '../../model/progress.js';
import type { Recorder } from '../recorder.js';

const SAMPLE_MS = 250;

/** Records the timeline and reports progress; returns the function that stops it. */
export function watchFleet(
  fleet: Fleet,
  recorder: Recorder,
  onProgress: ((progress: RunProgress) => void) | undefined,
): () => void {
  const timer = setInterval(() => {
    const { planned, open, inFlight, failed, requests, lagMs } = fleet.progress();
    recorder.sample({ open, inFlight, requests, lagMs });
    const seconds = recorder.now() / 1000;
    onProgress?.({ stage: recorder.stage, planned, open, inFlight, failed, seconds });
  }, SAMPLE_MS);
  return () => clearInterval(timer);
}
