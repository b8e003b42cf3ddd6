import { readFileSync } from 'node:fs';

const LIMIT_BYTES = 300_000_000;
const LOOK_EVERY_MS = 250;

/** Watches the memory of processes and of all that descend from them. */
export class ProcessWatch {
  /** Largest resident memory, in bytes, by kind of process. */
  peaks = {};
  #roots = new Map();
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

  #lookAt(pid, kind) {
    const status = readOrNull(`/proc/${pid}/status`);
    if (status === null) return false;
    const bytes = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
    this.peaks[kind] = Math.max(this.peaks[kind] ?? 0, bytes);
    if (bytes > LIMIT_BYTES && !this.#told.has(pid)) {
      this.#told.add(pid);
      this.#found(`${kind} (process ${pid}) had ${Math.round(bytes / 1e6)} MB in memory`);
    }
    const children = readOrNull(`/proc/${pid}/task/${pid}/children`) ?? '';
    for (const child of children.split(' ').filter(Boolean)) {
      this.#lookAt(Number(child), kind.endsWith(' child') ? kind : `${kind} child`);
    }
    return true;
  }
}

function readOrNull(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
