import { readdirSync, readFileSync } from 'node:fs';
import { livingStat } from '../../host/process-start.js';

/** Environment variable that marks the processes of one command. */
export const MARK = 'TIDEGATE_COMMAND';

/** One command's processes: those of its shell's session, and those that inherited the mark. */
export interface Family {
  /** Process id of the shell, which is also that of its process group and session; null = not known. */
  readonly leader: number | null;
  /** Value of MARK in its environment. */
  readonly mark: string;
}

/**
 * The living processes of a command: those in its group or session, and those that have left both
 * (`setsid`) but still carry its mark. Zombies do not count, for they do nothing any more. Without
 * /proc, the leader's group is checked as a whole.
 */
export function livingProcesses(family: Family): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .map(Number)
      .filter((pid) => belongs(pid, family));
  } catch {
    return family.leader !== null && groupLives(family.leader) ? [-family.leader] : [];
  }
}

function belongs(pid: number, { leader, mark }: Family): boolean {
  try {
    const stat = livingStat(pid);
    if (stat === null) return false;
    const [, , group, session] = stat;
    if (Number(group) === leader || Number(session) === leader) return true;
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${MARK}=${mark}`);
  } catch {
    // The process is gone, or belongs to another user.
    return false;
  }
}

function groupLives(leader: number): boolean {
  try {
    process.kill(-leader, 0);
    return true;
  } catch {
    return false;
  }
}
