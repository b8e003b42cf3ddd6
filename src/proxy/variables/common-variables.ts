import { hostname } from 'node:os';
import type { Evaluate } from './evaluate.js';
import { ipBytes } from './ip-bytes.js';
import type { Subject } from './subject.js';

const HOSTNAME = hostname().toLowerCase();

/** Variables that HTTP and stream share: of the connection, the process and the clock. */
export const COMMON_VARIABLES: Readonly<Record<string, Evaluate<Subject>>> = {
  remote_addr: ({ connection }) => connection.remoteAddress,
  remote_port: ({ connection }) => String(connection.remotePort),
  binary_remote_addr: ({ connection }) => ipBytes(connection.remoteAddress),
  server_addr: ({ connection }) => connection.localAddress,
  server_port: ({ connection }) => String(connection.localPort),
  hostname: () => HOSTNAME,
  pid: () => String(process.pid),
  nginx_version: () => 'tidegate',
  msec: () => (Date.now() / 1000).toFixed(3),
  time_local: () => timeLocal(new Date()),
  time_iso8601: () => timeIso8601(new Date()),
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `24/Nov/2026:06:22:41 +0000`. */
export function timeLocal(at: Date): string {
  const date = `${two(at.getDate())}/${MONTHS[at.getMonth()]}/${at.getFullYear()}`;
  return `${date}:${clock(at)} ${zone(at, '')}`;
}

/** `2026-11-24T06:22:41+00:00`. */
export function timeIso8601(at: Date): string {
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${clock(at)}${zone(at, ':')}`;
}

function clock(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function zone(at: Date, between: string): string {
  const minutes = -at.getTimezoneOffset();
  const distance = Math.abs(minutes);
  const sign = minutes < 0 ? '-' : '+';
  return `${sign}${two(Math.floor(distance / 60))}${between}${two(distance % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
