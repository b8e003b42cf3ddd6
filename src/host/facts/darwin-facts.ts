import type { HostFacts, TcpFacts } from '../../model/facts.js';
import type { Host } from './host.js';
import { readProxyVersions } from './proxy-versions.js';
import { knownOnly, number, type Reading, reading, toFacts } from './reading.js';

const SYSCTLS = [
  'net.inet.ip.portrange.first',
  'net.inet.ip.portrange.last',
  'kern.maxfiles',
  'kern.maxfilesperproc',
  'kern.num_files',
  'kern.ipc.somaxconn',
  'hw.memsize',
  'hw.pagesize',
];

/** Facts of a macOS host: sysctl, ifconfig, netstat and the shell's limits. */
export function readDarwinFacts(host: Host): HostFacts {
  const sysctl = parseSysctl(host.run('sysctl', SYSCTLS) ?? '');
  const value = (name: string): Reading<number> => reading(sysctl.get(name), `sysctl ${name}`);
  const first = sysctl.get('net.inet.ip.portrange.first');
  const last = sysctl.get('net.inet.ip.portrange.last');
  const cidrs = parseIfconfig(host.run('ifconfig', ['lo0']) ?? '');
  const tcp = knownOnly<TcpFacts>({ somaxconn: sysctl.get('kern.ipc.somaxconn') ?? null });
  return toFacts({
    platform: reading(host.platform, 'uname'),
    kernel: reading(host.release, 'uname'),
    cpus: reading(host.cpus, 'sysctl hw.ncpu'),
    portRange: reading(
      first && last ? ([first, last] as const) : null,
      'sysctl net.inet.ip.portrange',
    ),
    reservedPorts: reading('', 'macOS reserves none'),
    portsInUse: reading(parseNetstat(host.run('netstat', ['-an', '-p', 'tcp'])), 'netstat -an'),
    // macOS has no AnyIP: an address is a source only where it is configured.
    loopback: reading({ cidrs, aliases: cidrs.length, usable: cidrs.length }, 'ifconfig lo0'),
    nofile: reading(parseUlimit(host.run('sh', ['-c', 'ulimit -Sn; ulimit -Hn'])), 'ulimit -n'),
    proxyVersions: readProxyVersions(host),
    nrOpen: value('kern.maxfilesperproc'),
    fileMax: value('kern.maxfiles'),
    filesOpen: value('kern.num_files'),
    memory: memory(host, sysctl),
    tcp: reading(tcp, 'sysctl kern.ipc.somaxconn'),
  });
}

/** `name: value` lines. */
function parseSysctl(text: string): ReadonlyMap<string, number> {
  return new Map(
    [...text.matchAll(/^([\w.]+): (\d+)$/gm)].map((row) => [row[1] ?? '', Number(row[2])]),
  );
}

/** `inet 127.0.0.1 netmask 0xff000000` lines as CIDRs. */
function parseIfconfig(text: string): string[] {
  return [...text.matchAll(/\binet (\S+) netmask 0x([0-9a-f]{8})/g)].map(([, address, mask]) => {
    const bits = Number.parseInt(mask ?? '', 16)
      .toString(2)
      .replaceAll('0', '').length;
    return `${address}/${bits}`;
  });
}

/** Ports in LISTEN, ascending: `tcp4  0  0  127.0.0.1.8080  *.*  LISTEN`. */
export function parseNetstat(text: string | null): number[] | null {
  if (text === null) return null;
  const rows = text.matchAll(/^tcp\S*\s+\d+\s+\d+\s+\S+\.(\d+)\s+\S+\s+LISTEN/gm);
  return [...new Set([...rows].map((row) => Number(row[1])))].sort((a, b) => a - b);
}

/** Soft limit, then hard limit, one a line; `unlimited` is null. */
function parseUlimit(text: string | null): NonNullable<HostFacts['nofile']> | null {
  const [soft, hard] = text?.trim().split('\n') ?? [];
  return soft && hard ? { soft: number(soft), hard: number(hard) } : null;
}

/** Free, inactive and speculative pages can be used without swapping. */
function memory(
  host: Host,
  sysctl: ReadonlyMap<string, number>,
): Reading<NonNullable<HostFacts['memory']>> {
  const totalBytes = sysctl.get('hw.memsize');
  const pageBytes = sysctl.get('hw.pagesize');
  const pages = host.run('vm_stat', []);
  if (!totalBytes || !pageBytes || pages === null) return null;
  const counts = ['free', 'inactive', 'speculative'].map((kind) =>
    Number(pages.split(`Pages ${kind}:`)[1]?.split('.', 1)[0] ?? 0),
  );
  const availableBytes = counts.reduce((sum, count) => sum + count, 0) * pageBytes;
  return reading({ totalBytes, availableBytes }, 'vm_stat, sysctl hw.memsize');
}
