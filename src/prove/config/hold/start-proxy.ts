import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { addressToHex } from '../../../host/sockets/proc-address.js';
import { LastLines } from '../../../lib/text/last-lines.js';
import type { HoldOrder } from '../hold-order.js';
import { type TcpRow, tcpRows } from './proc-net.js';

const START_MS = 15_000;
const LOOK_MS = 5;
/** Limit of unknown directives that are left out, one for each start. */
const MOST_LEFT_OUT = 60;

export interface Started {
  readonly proxy: ChildProcess | null;
  readonly leftOut: readonly string[];
  /** The proxy's own messages if it did not start. */
  readonly said: readonly string[];
}

/** Starts the proxy, and leaves out of the copy what the proxy reports as unknown. */
export async function startProxy(order: HoldOrder): Promise<Started> {
  const leftOut: string[] = [];
  for (;;) {
    const { proxy, said } = await start(order);
    if (proxy) return { proxy, leftOut, said };
    const unknown = leftOut.length < MOST_LEFT_OUT ? leaveOut(order, said) : null;
    if (unknown === null) return { proxy: null, leftOut, said };
    leftOut.push(unknown);
  }
}

async function start(order: HoldOrder): Promise<{ proxy: ChildProcess | null; said: string[] }> {
  const { soft, hard } = order.nofile;
  const limits = [
    soft === null ? '' : `ulimit -Sn ${soft};`,
    hard === null ? '' : `ulimit -Hn ${hard};`,
  ];
  const proxy = spawn('sh', ['-c', `${limits.join(' ')} exec "$0" "$@"`, ...order.command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: order.directory,
  });
  const last = new LastLines();
  for (const stream of [proxy.stdout, proxy.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => last.add(text));
  }
  const ended = new Promise<'ended'>((resolve) => {
    proxy.once('close', () => resolve('ended'));
    proxy.once('error', (error) => {
      last.add(error.message);
      resolve('ended');
    });
  });
  const patience = new AbortController();
  const what = await Promise.race([ended, listening(order, patience.signal)]);
  patience.abort();
  if (what === 'listening') return { proxy, said: last.lines() };
  proxy.kill('SIGKILL');
  return { proxy: null, said: last.lines() };
}

/** Resolves when every listener accepts connections. */
async function listening({ ways }: HoldOrder, signal: AbortSignal): Promise<'listening' | 'late'> {
  const paths = ways.flatMap(({ to }) => ('path' in to ? [to.path] : []));
  const endMs = performance.now() + START_MS;
  while (performance.now() < endMs && !signal.aborted) {
    const rows = tcpRows().filter((row) => row.listening);
    const all = ways.every(({ to }) => 'path' in to || rows.some((row) => listensAt(row, to)));
    if (all && paths.every((path) => existsSync(path))) return 'listening';
    await sleep(LOOK_MS);
  }
  return 'late';
}

/** A stub may listen on the same port of another address. */
function listensAt(
  { local, localPort }: TcpRow,
  { address, port }: { readonly address: string; readonly port: number },
): boolean {
  if (localPort !== port) return false;
  return /^0+$/.test(local) || address.includes(':') || local === addressToHex(address);
}

/** Removes one unknown directive or parameter from the copy; null = the messages name none. */
function leaveOut(order: HoldOrder, said: readonly string[]): string | null {
  for (const line of said) {
    const unknown = order.language === 'nginx' ? unknownToNginx(line) : unknownToHaproxy(line);
    if (unknown === null) continue;
    const lines = readFileSync(order.copy, 'utf8').split('\n');
    const at = unknown.line - 1;
    const text = lines[at] ?? '';
    const [keyword = ''] = text.trim().split(' ');
    if (unknown.name !== null && unknown.name !== keyword) {
      lines[at] = text.replace(` ${unknown.name}`, '');
    } else if (order.language === 'nginx') {
      lines.splice(at, blockLength(lines, at));
    } else if (unknown.name === keyword || RULES.test(keyword)) {
      lines[at] = '';
    } else continue;
    writeFileSync(order.copy, lines.join('\n'));
    return `${unknown.name ?? text.trim()} is left out: ${order.language} here does not know it`;
  }
  return null;
}

/** Lines of HAProxy that change requests or logging, and hold no connection. */
const RULES =
  /^(?:http-(?:request|response|after-response)|filter|log-format|unique-id-format|capture|stick|tune\.|wurfl-|51degrees-|lua-)/;

interface Unknown {
  readonly line: number;
  /** The unknown word; null = something in the line. */
  readonly name: string | null;
}

function unknownToNginx(said: string): Unknown | null {
  const found = /(?:unknown directive|invalid parameter) "([^"]+)" in \S+?:(\d+)/.exec(said);
  return found && { line: Number(found[2]), name: found[1] ?? null };
}

function unknownToHaproxy(said: string): Unknown | null {
  const at = said.indexOf('parsing [');
  const end = said.indexOf(']', at);
  if (!said.includes('[ALERT]') || at === -1 || end === -1) return null;
  const line = Number(said.slice(said.lastIndexOf(':', end) + 1, end));
  return { line, name: /unknown keyword '([^']+)'/.exec(said)?.[1] ?? null };
}

/** Number of lines of the directive that begins there, with its block. */
function blockLength(lines: readonly string[], from: number): number {
  const first = lines[from] ?? '';
  if (!first.endsWith('{')) return 1;
  const indent = /^ */.exec(first)?.[0] ?? '';
  const end = lines.indexOf(`${indent}}`, from);
  return end === -1 ? 1 : end - from + 1;
}
