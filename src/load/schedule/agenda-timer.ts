import { Agenda } from './agenda.js';

/** An agenda driven by one Node timer. */
export interface TimedAgenda {
  readonly agenda: Agenda;
  stop(): void;
}

/** @param now the clock of the agenda's times, in milliseconds */
export function runAgenda(now: () => number): TimedAgenda {
  let timer: NodeJS.Timeout | undefined;
  let armedMs = Number.POSITIVE_INFINITY;
  const agenda = new Agenda(arm);

  function arm(atMs: number): void {
    if (atMs >= armedMs || atMs === Number.POSITIVE_INFINITY) return;
    clearTimeout(timer);
    armedMs = atMs;
    timer = setTimeout(turn, Math.max(1, atMs - now()));
  }

  function turn(): void {
    armedMs = Number.POSITIVE_INFINITY;
    agenda.run(now());
    arm(agenda.nextMs);
  }

  return { agenda, stop: () => clearTimeout(timer) };
}
