import { loopbackSources } from '../../lib/kernel.js';
import type { HostFacts, TcpFacts } from '../../model/facts.js';
import { LISTEN } from '../sockets/proc-address.js';
import type { Host } from './host.js';
import { readMemory } from './linux-memory.js';
import { readSocketBytes } from './linux-socket-bytes.js';
import { readProxyVersions } from './proxy-versions.js';
import { knownOnly, number, type Reading, reading, toFacts } from './reading.js';

const IPV4 = '/proc/sys/net/ipv4';
const CONNTRACK = '/proc/sys/net/netfilter';

/**
 * Facts of a Linux host, from /proc of the network namespace of this process.
 * @param process the process whose own limits are read
 */
export function readLinuxFacts(host: Host, process = 'self'): HostFacts {
  const file = <T>(path: string, parse: (text: string) => T | null): Reading<T> => {
    const text = host.read(path);
    return text === null ? null : reading(parse(text), path);
  };
  return toFacts({
    platform: reading(host.platform, 'uname'),
    kernel: reading(host.release.replace(/-.*/, ''), 'uname'),
    cpus: reading(host.cpus, 'sched_getaffinity'),
    portRange: file(`${IPV4}/ip_local_port_range`, parsePortRange),
    reservedPorts: file(`${IPV4}/ip_local_reserved_ports`, (text) => text.trim()),
    portsInUse: reading(listeningPorts(host), '/proc/net/tcp, /proc/net/tcp6'),
    loopback: loopback(host),
    nofile: file(`/proc/${process}/limits`, parseNofile),
    capSysResource: file(`/proc/${process}/status`, parseCapability),
    proxyVersions: readProxyVersions(host),
    nrOpen: file('/proc/sys/fs/nr_open', number),
    fileMax: file('/proc/sys/fs/file-max', number),
    filesOpen: file('/proc/sys/fs/file-nr', (text) => number(text.split('\t')[0])),
    memory: readMemory(host),
    socketBytes: readSocketBytes(host),
    conntrack: conntrack(host),
    epollMaxUserWatches: file('/proc/sys/fs/epoll/max_user_watches', number),
    tcp: reading(tcp(host), `${IPV4}/tcp_*, /proc/sys/net/core/somaxconn`),
  });
}

function parsePortRange(text: string): readonly [number, number] | null {
  const [low, high] = text.trim().split(/\s+/).map(Number);
  return low && high ? [low, high] : null;
}

/** `Max open files  1024  524288  files`; `unlimited` is null. */
export function parseNofile(text: string): NonNullable<HostFacts['nofile']> | null {
  const row = /^Max open files\s+(\S+)\s+(\S+)/m.exec(text);
  return row ? { soft: number(row[1]), hard: number(row[2]) } : null;
}

/** The bit of CAP_SYS_RESOURCE, linux/capability.h. */
const SYS_RESOURCE = 24n;

/**
 * Whether the capability is in force; false if the bounding set lacks it, because then no program
 * here can have it.
 */
function parseCapability(text: string): boolean | null {
  const inForce = holds(/^CapEff:\s*([0-9a-f]+)$/m.exec(text)?.[1]);
  if (inForce !== false) return inForce;
  return holds(/^CapBnd:\s*([0-9a-f]+)$/m.exec(text)?.[1]) ? null : false;
}

/** null = the set is missing. */
function holds(hex: string | undefined): boolean | null {
  return hex === undefined ? null : ((BigInt(`0x${hex}`) >> SYS_RESOURCE) & 1n) === 1n;
}

/**
 * Ports with a listener, ascending. The kernel lists listeners first (tcp_seq_start), so the rest
 * of the table, which can be long, is never read.
 */
function listeningPorts(host: Host): number[] {
  const ports = new Set<number>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of host.lines(table)) {
      const row = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) \S+ ([0-9A-F]{2})/.exec(line);
      if (row?.[2] === LISTEN) ports.add(Number.parseInt(row[1] ?? '', 16));
      else if (row) break;
    }
  }
  return [...ports].sort((a, b) => a - b);
}

/** The local table holds all of 127.0.0.0/8. */
function loopback(host: Host): Reading<NonNullable<HostFacts['loopback']>> {
  const cidrs = host.loopbackCidrs();
  const whole = cidrs.includes('127.0.0.1/8');
  const { platform, release: kernel } = host;
  const usable = whole ? loopbackSources({ platform, kernel }) : cidrs.length;
  return reading({ cidrs, aliases: cidrs.length, usable }, 'the loopback interface');
}

/** Tracking is active when it has something to count; loading the module alone costs nothing. */
function conntrack(host: Host): Reading<NonNullable<HostFacts['conntrack']>> {
  const max = number(host.read(`${CONNTRACK}/nf_conntrack_max`));
  const count = number(host.read(`${CONNTRACK}/nf_conntrack_count`));
  const active = (count ?? 0) > 0;
  return reading(max === null ? { active } : { active, max }, `${CONNTRACK}/nf_conntrack_*`);
}

function tcp(host: Host): TcpFacts | null {
  const sysctl = (path: string) => number(host.read(path));
  return knownOnly<TcpFacts>({
    twReuse: sysctl(`${IPV4}/tcp_tw_reuse`),
    twReuseDelayMs: sysctl(`${IPV4}/tcp_tw_reuse_delay`),
    timestamps: sysctl(`${IPV4}/tcp_timestamps`),
    maxTwBuckets: sysctl(`${IPV4}/tcp_max_tw_buckets`),
    somaxconn: sysctl('/proc/sys/net/core/somaxconn'),
    maxSynBacklog: sysctl(`${IPV4}/tcp_max_syn_backlog`),
  });
}
