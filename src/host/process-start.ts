import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process was started, as a text that only its own start has: a process id is given out
 * again, this is not. On Linux the boot's id and the ticks since it (proc(5), stat field 22),
 * elsewhere what `ps` says. Null = no such process, or a zombie.
 */
export function processStart(pid: number): string | null {
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  } catch {
    return null;
  }
}

function fromProc(pid: number): string | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name in parentheses may hold anything; the fields from the state on follow it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const ticks = fields[START_AFTER_STATE];
  if (state === 'Z' || state === 'X' || ticks === undefined) return null;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  return `${boot} ${ticks}`;
}

/** starttime is field 22, state field 3. */
const START_AFTER_STATE = 19;

function fromPs(pid: number): string | null {
  const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return text.trim() || null;
}
