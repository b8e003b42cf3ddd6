import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process was started, as a text that identifies that start: process ids are used again, the
 * text is not. On Linux it is the boot's id and the ticks since the boot (proc(5), stat field 22),
 * elsewhere what `ps` prints. Null = no such process, or a zombie.
 */
export function processStart(pid: number): string | null {
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  } catch {
    return null;
  }
}

function fromProc(pid: number): string | null {
  const ticks = livingStat(pid)?.[START_AFTER_STATE];
  if (ticks === undefined) return null;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  return `${boot} ${ticks}`;
}

/** starttime is field 22, and the first field read here is the state, field 3. */
const START_AFTER_STATE = 19;

/**
 * A process's fields of /proc/PID/stat from its state on (proc(5), field 3); null = it is a zombie,
 * which does nothing any more. Throws where it is not there.
 */
export function livingStat(pid: number): readonly string[] | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name in parentheses may contain anything; the fields from the state on follow it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : fields;
}

function fromPs(pid: number): string | null {
  const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return text.trim() || null;
}
