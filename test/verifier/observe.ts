import { execFileSync } from 'node:child_process';
import type { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Deployment } from '../../scenarios/broken/deployments.mjs';
import { startDeployment } from '../../scenarios/broken/parts/deployment.mjs';
import { type Answer, ask, oneConnection, type Phase, watchIdle } from './plain-client.js';
import { type EchoSeen, watchEcho } from './plain-tunnel.js';

/** What plain clients saw of one deployment, without any of Tidegate's own code. */
export interface Seen {
  readonly before: readonly Answer[];
  readonly drain: readonly Answer[];
  /** The part of the drain in which the frontend has had time to notice. */
  readonly settled: readonly Answer[];
  readonly back: readonly Answer[];
  /** How connections without a request under way had ended by the end of the drain. */
  readonly idle: readonly ('fin' | 'rst' | 'open')[];
  readonly tunnels: readonly EchoSeen[];
  /** Tunnels that were asked for during the drain. */
  readonly lateTunnels: readonly EchoSeen[];
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

const PACE: Pace = { timeoutMs: 400, drainMs: 1000, backMs: 1000, method: 'GET' };
const BEFORE_MS = 300;
/** Between an answer and the next request; between two new connections. */
const PAUSE_MS = 25;
/** Until the deployment has seen its files: a request of that moment is of no phase. */
const FLIP_MS = 40;
const KEPT = 4;
const IDLE = 3;
const TUNNELS = 4;
/** Two intervals of the frontend's health check, and something for a busy machine. */
const NOTICE_MS = 500;

/** Takes backend a out and brings it back, with plain requests all the while. */
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
    shell(command, started);
    await delay(FLIP_MS);
    enter(phase);
  };
  const askAt = (url: string, agent: Agent | null, headers = {}): Promise<Answer> =>
    ask({ url, headers, method, agent, timeoutMs, ...moment });
  const client = async (agent: Agent | null): Promise<void> => {
    while (!over) {
      const answer = askAt(`${started.url}${path}`, agent, headersIn(flags));
      answers.push(answer);
      if (agent) await answer;
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
    const idle = Array.from({ length: IDLE }, () => watchIdle(started.url, BEFORE_MS + drainMs));
    const clients = [...agents, null].map(client);
    await delay(BEFORE_MS);
    await flip(deployment.on ?? 'echo maintaining > {a}', 'drain');
    await delay(NOTICE_MS);
    const healthDuring = health();
    const late = tunnels(2);
    await delay(drainMs - NOTICE_MS);
    await flip(deployment.off ?? 'rm -f {a}', 'back');
    await delay(backMs);
    over = true;
    await Promise.all(clients);
    const all = await Promise.all(answers);
    const during = (phase: Phase) => all.filter((answer) => answer.phase === phase);
    return {
      before: during('before'),
      drain: during('drain'),
      settled: during('drain').filter(({ afterMs }) => afterMs > NOTICE_MS),
      back: during('back'),
      idle: await Promise.all(idle),
      tunnels: early.map((tunnel) => tunnel.stop()),
      lateTunnels: late.map((tunnel) => tunnel.stop()),
      health: { before: healthBefore, drain: await healthDuring },
    };
  } finally {
    over = true;
    for (const agent of agents) agent.destroy();
    await started.stop();
  }
}

function shell(text: string, { fileOf }: { fileOf: (name: string) => string }): void {
  const command = text.replaceAll('{a}', fileOf('a')).replaceAll('{b}', fileOf('b'));
  execFileSync('/bin/sh', ['-c', command]);
}

function optionIn(flags: readonly string[], flag: string): string | undefined {
  const at = flags.indexOf(flag);
  return at < 0 ? undefined : flags[at + 1];
}

function headersIn(flags: readonly string[]): Record<string, string> {
  const [name, value] = optionIn(flags, '--header')?.split(': ') ?? [];
  return name && value ? { [name]: value } : {};
}
