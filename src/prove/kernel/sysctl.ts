import { readFileSync, writeFileSync } from 'node:fs';
import { reasonOf, TidegateError } from '../../lib/errors.js';
import type { PortRange } from '../../model/hop.js';

/** Sets which ports the kernel may give in this namespace. @throws TidegateError SYSCTL_REFUSED */
export function setPorts(portRange: PortRange, reserved: string): void {
  writeSysctl('net/ipv4/ip_local_port_range', portRange.join(' '));
  writeSysctl('net/ipv4/ip_local_reserved_ports', reserved);
}

/** @param name with slashes, as under /proc/sys @throws TidegateError SYSCTL_REFUSED */
export function writeSysctl(name: string, value: string): void {
  try {
    writeFileSync(pathOf(name), `${value}\n`);
  } catch (cause) {
    const why = reasonOf(cause);
    const dotted = name.replaceAll('/', '.');
    throw new TidegateError('SYSCTL_REFUSED', `the kernel refuses ${dotted} "${value}": ${why}`, {
      hint: 'In a container /proc/sys is often read-only: run it on the host, or with --privileged.',
      cause,
    });
  }
}

/** A numeric sysctl of this namespace; null if it is not visible. */
export function readSysctl(name: string): number | null {
  try {
    return Number(readFileSync(pathOf(name), 'utf8'));
  } catch {
    return null;
  }
}

function pathOf(name: string): string {
  return `/proc/sys/${name}`;
}
