import { readdirSync, readFileSync } from 'node:fs';
import { livingStat } from '../../host/process-start.js';

/** Environment variable by which the processes of one command are told from all others. */
export const MARK = 'TIDEGATE_COMMAND';

/** One command's processes: the session that its shell leads, and the mark they all inherit. */
export interface Family {
  /** Process id of the shell, and so of its process group and session; null = not known. */
  readonly leader: number | null;
  /** Value of MARK in its environment. */
  readonly mark: string;
}

/**
 * Living processes of a command: those in its group or session, and those that have left both
 * (`setsid`) but still carry its mark. A zombie does nothing any more and does not count.
 * Without /proc, the leader's group is asked as a whole.
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
    // Gone meanwhile, or another user's.
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
