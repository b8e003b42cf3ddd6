import { readFileSync } from 'node:fs';

const LIMIT_BYTES = 300_000_000;
const LOOK_EVERY_MS = 250;
/** Looks kept of each process: enough for the longest wait that is judged, and its judgement. */
const KEPT = 80;

/** Watches the memory and the state of processes and of all their descendants. */
export class ProcessWatch {
  /** Largest resident memory, in bytes, by kind of process. */
  peaks = {};
  #roots = new Map();
  #looks = new Map();
  #told = new Set();
  #found;
  #timer;

  /** @param found called once for each process above the limit */
  constructor(found) {
    this.#found = found;
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  add(pid, kind) {
    this.#roots.set(pid, kind);
  }

  stop() {
    clearInterval(this.#timer);
  }

  look() {
    for (const [pid, kind] of this.#roots) {
      if (!this.#lookAt(pid, kind)) this.#roots.delete(pid);
    }
  }

  /**
   * What the processes of a kind were at within a time: a state of D says that a disk held one, a
   * wait for the CPU that the machine did, and time on the CPU that it was itself at work.
   */
  during(kind, startMs, ms) {
    const lines = [];
    for (const [pid, looks] of this.#looks) {
      const within = looks.filter(inTime(kind, startMs, ms));
      if (within.length < 2) continue;
      const [first, last] = [within[0], within.at(-1)];
      const spent = (what) => Math.round((last[what] - first[what]) / 1e6);
      lines.push(
        `process ${pid}: states ${within.map((look) => look.state).join('')}, ` +
          `on the CPU ${spent('onCpuNs')} ms and waiting for it ${spent('waitingNs')} ms ` +
          `of ${Math.round(last.atMs - first.atMs)} ms`,
      );
    }
    return lines.join('; ');
  }

  /** How long a process of a kind had work to do within a time, and was given no CPU for it. */
  waitedMs(kind, startMs, ms) {
    const waits = [...this.#looks.values()].map((looks) => {
      const within = looks.filter(inTime(kind, startMs, ms));
      return within.length < 2 ? 0 : (within.at(-1).waitingNs - within[0].waitingNs) / 1e6;
    });
    return Math.max(0, ...waits);
  }

  #lookAt(pid, kind) {
    const status = readOrNull(`/proc/${pid}/status`);
    if (status === null) {
      this.#looks.delete(pid);
      return false;
    }
    const bytes = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
    this.peaks[kind] = Math.max(this.peaks[kind] ?? 0, bytes);
    if (bytes > LIMIT_BYTES && !this.#told.has(pid)) {
      this.#told.add(pid);
      this.#found(`${kind} (process ${pid}) had ${Math.round(bytes / 1e6)} MB in memory`);
    }
    this.#note(pid, kind, status);
    const children = readOrNull(`/proc/${pid}/task/${pid}/children`) ?? '';
    for (const child of children.split(' ').filter(Boolean)) {
      this.#lookAt(Number(child), kind.endsWith(' child') ? kind : `${kind} child`);
    }
    return true;
  }

  #note(pid, kind, status) {
    const [onCpuNs, waitingNs] = (readOrNull(`/proc/${pid}/schedstat`) ?? '')
      .split(' ')
      .map(Number);
    const state = /State:\s+(\w)/.exec(status)?.[1] ?? '?';
    const looks = this.#looks.get(pid) ?? [];
    looks.push({ kind, atMs: performance.now(), state, onCpuNs, waitingNs });
    if (looks.length > KEPT) looks.shift();
    this.#looks.set(pid, looks);
  }
}

function inTime(kind, startMs, ms) {
  return (look) => look.kind.startsWith(kind) && look.atMs >= startMs && look.atMs <= startMs + ms;
}

function readOrNull(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
