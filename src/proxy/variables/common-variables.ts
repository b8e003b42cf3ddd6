import { hostname } from 'node:os';
import { ipBytes } from '../../lib/address/ip.js';
import { logTime } from '../log/log-time.js';
import type { Evaluate } from './evaluate.js';
import type { Subject } from './subject.js';

/** `$hostname`. */
export const HOSTNAME = hostname().toLowerCase();

/** Variables that HTTP and stream have in common: of the connection, the process and the clock. */
export const COMMON_VARIABLES: Readonly<Record<string, Evaluate<Subject>>> = {
  remote_addr: ({ connection }) => connection.remoteAddress,
  remote_port: ({ connection }) => String(connection.remotePort),
  binary_remote_addr: ({ connection }) =>
    String.fromCharCode(...(ipBytes(connection.remoteAddress) ?? [])),
  server_addr: ({ connection }) => connection.localAddress,
  server_port: ({ connection }) => String(connection.localPort),
  hostname: () => HOSTNAME,
  pid: () => String(process.pid),
  nginx_version: () => 'tidegate',
  msec: () => (Date.now() / 1000).toFixed(3),
  time_local: () => logTime().local,
  time_iso8601: () => logTime().iso8601,
};
