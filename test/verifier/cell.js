import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isInstalled } from '../../scenarios/broken/parts/real.mjs';
import { judge } from './judge.js';

const BIN = fileURLToPath(new URL('../../bin/tidegate.js', import.meta.url));
const BROKEN = fileURLToPath(new URL('../../scenarios/broken/', import.meta.url));
const RUN_TIMEOUT_MS = 90_000;

/** The options of every run, except those that a deployment drops. */
const FLAGS = {
  '--backend-header': 'X-Backend',
  '--maintenance-text': 'maintaining',
  '--detect': '200ms',
  '--wait': '1s',
  '--rise': '2',
};

/**
 * Programs that the deployment needs and that this host has not.
 * @param {import('../../scenarios/broken/deployments.mjs').Deployment} deployment
 */
export function missingFor({ needs = [] }) {
  return needs.filter((program) => !isInstalled(program));
}

/**
 * Starts a deployment, runs Tidegate against it, and says whether it found what it must find.
 * @param {import('../../scenarios/broken/deployments.mjs').Deployment} deployment
 * @param {{ block: string, port: number }} place block (`127.1.2`) and port that nobody else uses meanwhile
 * @param {{ env?: Record<string, string>, bin?: string }} options further environment of
 *   everything that is started; another build of the command
 * @returns {Promise<{ ok: boolean, got: string, why: string[], command: string, text: string }>} got
 *   in a few words, why (what is not as expected), command, text
 */
export async function runCell(deployment, place, { env = {}, bin = BIN } = {}) {
  const folder = mkdtempSync(join(env.TMPDIR ?? tmpdir(), 'verifier-'));
  const surroundings = { ...process.env, ...env, TMPDIR: folder, NO_COLOR: '1' };
  const started = await startDeployment(deployment, place, surroundings);
  try {
    const out = join(folder, 'result.json');
    const args = runArguments(deployment, started, out);
    const { code, text } = await run([bin, ...args], surroundings);
    const result = readResult(out);
    const judged = judge(deployment.expect, { code, text, result, url: started.url });
    const why = started.hasEnded() ? ['the deployment itself ended', ...judged.why] : judged.why;
    const command = args.map(quoted).join(' ');
    return { got: judged.got, ok: why.length === 0, why, command, text };
  } finally {
    await started.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startDeployment({ name }, { block, port }, env) {
  const child = spawn(process.execPath, [join(BROKEN, 'start.mjs'), name, block, String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
  });
  const exited = once(child, 'exit');
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(([code]) => {
      throw new Error(`deployment ${name} ended with ${code} before it served`);
    }),
  ]);
  return {
    ...JSON.parse(line[0]),
    hasEnded: () => child.exitCode !== null,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function runArguments(deployment, started, out) {
  const { made, flags = [], url = '' } = deployment;
  // The bundled backend server names itself in a header of its own.
  const drops = made.bundled ? ['--backend-header'] : (deployment.drops ?? []);
  const { on = 'echo maintaining > {a}.new && mv {a}.new {a}', off = 'rm -f {a}' } = deployment;
  const command = (text) => text.replaceAll('{a}', started.a).replaceAll('{b}', started.b);
  const given = new Set(flags);
  const common = Object.entries(FLAGS).filter(
    ([flag]) => !drops.includes(flag) && !given.has(flag),
  );
  return [
    ...['run', join(BROKEN, 'load.yaml'), '--out', out],
    ...['--url', `${started.url}${url}`, '--backend-url', ...started.backendUrls.slice(0, 2)],
    ...['--maintenance-on', command(on), '--maintenance-off', command(off)],
    ...common.flat(),
    ...flags,
  ];
}

async function run(args, env) {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: RUN_TIMEOUT_MS,
    env,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece) => {
      text += piece;
    });
  }
  const [code] = await once(child, 'close');
  return { code, text };
}

function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function quoted(word) {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word}'`;
}
