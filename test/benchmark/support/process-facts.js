import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';

/** Unit of the times in /proc/PID/stat: USER_HZ, 100 on every Linux. */
const TICK_US = 10_000;

/** User and system time that a process has had, in microseconds; proc(5), fields 14 and 15. */
export function processorUs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

/** Memory of a process that is in RAM, in bytes. */
export function residentBytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** What a record must say of where it was measured. */
export function machine() {
  const nginx = execFileSync('sh', ['-c', 'nginx -v 2>&1']).toString();
  return {
    kernel: release(),
    node: process.version,
    nginx: /nginx\/(\S+)/.exec(nginx)?.[1] ?? null,
    cores: cpus().length,
    processor: cpus()[0]?.model ?? null,
  };
}
