import { execFile } from 'node:child_process';
import type { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Deployment } from '../../scenarios/broken/deployments.mjs';
import { startDeployment } from '../../scenarios/broken/parts/deployment.mjs';
import {
  type Answer,
  ask,
  oneConnection,
  type Phase,
  rawAnswer,
  watchIdle,
} from './plain-client.js';
import { type EchoSeen, watchEcho } from './plain-tunnel.js';

/** What plain clients saw of one deployment, without any of Tidegate's own code. */
export interface Seen {
  readonly before: readonly Answer[];
  readonly drain: readonly Answer[];
  /** The part of the drain after the frontend has had time to detect it. */
  readonly settled: readonly Answer[];
  readonly back: readonly Answer[];
  /** How connections without a request under way had ended by the end. */
  readonly idle: readonly ('fin' | 'rst' | 'open')[];
  /** The same for one connection that sent a request in the middle of the drain. */
  readonly idleSince: 'fin' | 'rst' | 'open';
  readonly tunnels: readonly EchoSeen[];
  /** Tunnels that were requested during the drain. */
  readonly lateTunnels: readonly EchoSeen[];
  /** Every byte that arrived on connections with one request each, in the middle of the drain. */
  readonly raw: readonly string[];
  /** Requests that began at a after the frontend had had time to detect the flip, by a's own count. */
  readonly lateAtA: number;
  /** The health answers of a and b, before the flip and in the middle of the drain. */
  readonly health: Readonly<Record<'before' | 'drain', readonly Answer[]>>;
}

export interface Pace {
  /** A request is `silent` after this. */
  readonly timeoutMs: number;
  readonly drainMs: number;
  readonly backMs: number;
  readonly method: string;
}

type Started = Awaited<ReturnType<typeof startDeployment>>;

const PACE: Pace = { timeoutMs: 2000, drainMs: 1000, backMs: 1000, method: 'GET' };
const BEFORE_MS = 300;
/** Between an answer and the next request; between two new connections. */
const PAUSE_MS = 25;
/** Time around a flip until all processes know of it: requests of that time belong to no phase. */
const FLIP_MS = 40;
const FEWEST = 30;
const KEPT = 4;
const IDLE = 3;
const RAW = 12;
const TUNNELS = 4;
/** Two intervals of the frontend's health check, and some time for a busy machine. */
const NOTICE_MS = 500;

/** Takes backend a out and brings it back, with plain requests all the time. */
export async function observe(
  deployment: Deployment,
  place: { readonly block: string; readonly port: number },
  pace: Partial<Pace> = {},
): Promise<Seen> {
  const { timeoutMs, drainMs, backMs, method } = { ...PACE, ...pace };
  const { made, flags = [], url: path = '/' } = deployment;
  const started = await startDeployment(made, place);
  const agents = Array.from({ length: KEPT }, oneConnection);
  const moment = { phase: 'before' as Phase | null, sinceMs: performance.now() };
  const answers: Promise<Answer>[] = [];
  let over = false;
  const enter = (phase: Phase | null): void =>
    void Object.assign(moment, { phase, sinceMs: performance.now() });
  const flip = async (command: string, phase: Phase): Promise<void> => {
    enter(null);
    await delay(FLIP_MS);
    await shell(command, started);
    await delay(FLIP_MS);
    enter(phase);
  };
  const askAt = (url: string, agent: Agent | null, headers = {}): Promise<Answer> =>
    ask({ url, headers, method, agent, timeoutMs, ...moment });
  /** Waits this long, and until this many further requests were sent: a busy machine sends few. */
  const lasting = async (ms: number, requests: number): Promise<void> => {
    const enough = answers.length + requests;
    await delay(ms);
    while (answers.length < enough) await delay(PAUSE_MS);
  };
  const client = async (agent: Agent | null): Promise<void> => {
    while (!over) {
      const sentIn = moment.phase;
      const asked = askAt(`${started.url}${path}`, agent, headersIn(flags));
      // A request that was under way before the flip and ends after it belongs to neither phase.
      const crossed = () => sentIn === 'before' && moment.phase !== 'before';
      answers.push(asked.then((answer) => (crossed() ? { ...answer, phase: null } : answer)));
      if (agent) await asked;
      await delay(PAUSE_MS);
    }
  };
  const health = (): Promise<Answer[]> => {
    const at = optionIn(flags, '--health-path') ?? '/health_check/';
    return Promise.all(started.backendUrls.slice(0, 2).map((url) => askAt(`${url}${at}`, null)));
  };
  const tunnels = (count: number) =>
    Array.from({ length: made.bundled ? count : 0 }, () => watchEcho(started.url));
  try {
    const healthBefore = await health();
    const early = tunnels(TUNNELS);
    const idleOver = new AbortController();
    const idle = Array.from({ length: IDLE }, () => watchIdle(started.url, idleOver.signal));
    const clients = [...agents, null].map(client);
    await lasting(BEFORE_MS, 40);
    await flip(deployment.on ?? 'echo maintaining > {a}', 'drain');
    await delay(NOTICE_MS);
    const countBefore = started.countAt('a');
    const healthDuring = health();
    const late = tunnels(2);
    const raw = Array.from({ length: RAW }, () => rawAnswer(started.url));
    const idleSince = watchIdle(started.url, idleOver.signal, true);
    await lasting(drainMs - NOTICE_MS, FEWEST);
    const lateAtA = started.countAt('a') - countBefore;
    await flip(deployment.off ?? 'rm -f {a}', 'back');
    await lasting(backMs, FEWEST);
    over = true;
    idleOver.abort();
    await Promise.all(clients);
    const all = await Promise.all(answers);
    const during = (phase: Phase) => all.filter((answer) => answer.phase === phase);
    return {
      before: during('before'),
      drain: during('drain'),
      settled: during('drain').filter(({ afterMs }) => afterMs > NOTICE_MS),
      back: during('back'),
      idle: await Promise.all(idle),
      idleSince: await idleSince,
      raw: await Promise.all(raw),
      tunnels: early.map((tunnel) => tunnel.stop()),
      lateTunnels: late.map((tunnel) => tunnel.stop()),
      lateAtA,
      health: { before: healthBefore, drain: await healthDuring },
    };
  } finally {
    over = true;
    for (const agent of agents) agent.destroy();
    await started.stop();
  }
}

async function shell(text: string, { fileOf }: Pick<Started, 'fileOf'>): Promise<void> {
  const command = text.replaceAll('{a}', fileOf('a')).replaceAll('{b}', fileOf('b'));
  await promisify(execFile)('/bin/sh', ['-c', command]);
}

function optionIn(flags: readonly string[], flag: string): string | undefined {
  const at = flags.indexOf(flag);
  return at < 0 ? undefined : flags[at + 1];
}

function headersIn(flags: readonly string[]): Record<string, string> {
  const [name, value] = optionIn(flags, '--header')?.split(': ') ?? [];
  return name && value ? { [name]: value } : {};
}
