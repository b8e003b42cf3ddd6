import { EventEmitter } from 'node:events';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LOOK_EVERY_MS = 10;

/**
 * The maintenance of a deployment: a file for each backend, `a.html` or `b.html`, is its
 * maintenance page. Emits `drain` when the first file appears and `return` when the last one goes.
 */
export class Maintenance extends EventEmitter {
  /** `before` the first flip, `drain` while a page exists, `return` afterwards. */
  phase = 'before';
  /** When the phase began, by `performance.now()`. */
  sinceMs = performance.now();

  constructor(directory) {
    super();
    this.directory = directory;
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  fileOf(backend) {
    return join(this.directory, `${backend}.html`);
  }

  isOn(backend) {
    return statSync(this.fileOf(backend), { throwIfNoEntry: false }) !== undefined;
  }

  /** The page of a backend; null = it is not in maintenance. */
  pageOf(backend) {
    try {
      return readFileSync(this.fileOf(backend));
    } catch (error) {
      if (error.code === 'ENOENT') return null;
      throw error;
    }
  }

  /** Removes a page although maintenance was not switched off. */
  lose(backend) {
    rmSync(this.fileOf(backend), { force: true });
  }

  look() {
    const on = this.isOn('a') || this.isOn('b');
    if (on === (this.phase === 'drain')) return;
    if (!on && this.phase === 'before') return;
    this.phase = on ? 'drain' : 'return';
    this.sinceMs = performance.now();
    this.emit(this.phase);
  }

  stop() {
    clearInterval(this.timer);
  }
}
