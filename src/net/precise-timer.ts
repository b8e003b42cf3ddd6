import type { Engine } from '../model/engine.js';
import type { PreciseTimer } from './loop.js';

/**
 * A timer as precise as the engine allows: about 50 us with epoll (a timerfd), and one or two
 * milliseconds with node, whose timers count whole milliseconds.
 */
export async function createPreciseTimer(engine: Engine): Promise<PreciseTimer> {
  if (engine === 'node') return new NodeTimer();
  const [{ TimerFd }, { loadSyscalls }] = await Promise.all([
    import('./epoll/timer-fd.js'),
    import('./epoll/syscalls.js'),
  ]);
  return new TimerFd(await loadSyscalls());
}

class NodeTimer implements PreciseTimer {
  onTime: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  wakeIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.onTime(), Math.ceil(ms)).unref();
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
