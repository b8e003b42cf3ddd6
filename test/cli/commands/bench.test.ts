import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METRIC_NAMES } from '../../../src/verify/thresholds.js';
import { runCli, startCli } from '../../support/cli.js';
import { hasIpv6 } from '../../support/ipv6.js';
import { loopback } from '../../support/loopback.js';
import { runMain } from '../../support/run-main.js';

interface Seen {
  method: string | undefined;
  host: string | undefined;
  header: string | string[] | undefined;
  body: string;
}

describe('tidegate bench', () => {
  let server: Server;
  let url: string;
  let seen: Seen;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      if (request.url === '/never') return;
      let body = '';
      for await (const piece of request) body += piece;
      const { method, headers } = request;
      seen = { method, host: headers.host, header: headers['x-test'], body };
      response.statusCode = request.url === '/missing' ? 404 : 200;
      response.end('hello');
    });
    await new Promise<void>((resolve) => server.listen(0, loopback(20), resolve));
    url = `http://${loopback(20)}:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const bench = (...args: string[]) => runCli(['bench', ...args]);

  it('says what it measured, and passes', async () => {
    const { code, stdout, stderr } = await bench(url, '-c', '2', '-d', '200ms', '--warmup', '50ms');
    expect(stdout + stderr).toMatch(/ {2}PASS\n/);
    expect(stdout).toMatch(/Latency +p50 [\d.]+ ms, p90/);
    expect(stdout).toMatch(/Answered +([\d,]+) of \1 requests \(200: \1\)/);
    expect(stdout).toMatch(/Warm-up +50 ms and [1-9][\d,]* requests before, not counted/);
    expect(code).toBe(0);
  });

  it('sends method, headers and body as told', async () => {
    const args = ['-m', 'post', '-H', 'X-Test: one: two', '-H', 'host: tide.example', '-b', 'ebb'];
    const { code } = await bench(url, '-d', '50ms', '-c', '1', ...args);
    const [header, host] = ['one: two', 'tide.example'];
    expect(seen).toEqual({ method: 'POST', host, header, body: 'ebb' });
    expect(code).toBe(0);
  });

  it('reads a body from a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-body-'));
    writeFileSync(join(folder, 'body'), 'flood');
    const { code } = await bench(url, '-d', '50ms', '-m', 'PUT', '-b', `@${join(folder, 'body')}`);
    rmSync(folder, { recursive: true });
    expect(seen).toMatchObject({ method: 'PUT', body: 'flood' });
    expect(code).toBe(0);
  });

  it('ends with 1 when requests failed, and with 0 where a threshold allows it', async () => {
    const [bad, allowed] = await Promise.all([
      bench(`${url}/missing`, '-d', '50ms'),
      bench(`${url}/missing`, '-d', '50ms', '--max', '404=1000000', '--min', 'rps=1'),
    ]);
    expect(bad.stdout).toMatch(/FAIL\n {2}[\d,]+ responses with status 404/);
    expect(bad.code).toBe(1);
    expect(allowed.stdout).toContain('✔ max 404: ');
    expect(allowed.code).toBe(0);
  });

  it('ends with 1 when a threshold fails, and says which', async () => {
    const limits = ['--max', 'non2xx=0', '--max', 'errors=0', '--min', 'rps=1'];
    const { code, stdout } = await bench(`${url}/missing`, '-d', '50ms', ...limits);
    expect(stdout).toContain('✘ max non2xx: ');
    expect(stdout).toContain('✔ max errors: 0, limit 0');
    expect(stdout).toContain('✔ min rps: ');
    expect(code).toBe(1);
  });

  it('prints the result, the judged thresholds and the verdict as JSON', async () => {
    const { stdout } = await bench(url, '-d', '50ms', '-c', '3', '--json', '--max', 'p99=60s');
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      schema: 'tidegate.bench/1',
      generator: 'tidegate',
      connections: 3,
      errors: 0,
      firstError: null,
      verdict: 'pass',
      reasons: [],
      secondOpinion: null,
    });
    expect(result.responses).toBeGreaterThan(0);
    expect(result.account.requests).toBe(result.responses);
    expect(result.statusCodes).toEqual({ 200: result.responses });
    expect(result.thresholds).toMatchObject([
      { metric: 'p99', op: 'max', limit: 60_000, unit: 'ms', ok: true },
    ]);
  });

  it('lays a second opinion beside its own, and judges its own', async () => {
    const [text, json] = await Promise.all([
      bench(url, '-d', '0.2', '-c', '2', '--generator', 'both'),
      bench(url, '-d', '0.2', '-c', '2', '--generator', 'both', '--json'),
    ]);
    expect(text.stdout).toMatch(/^ +tidegate +autocannon$/m);
    expect(text.stdout).toMatch(/What autocannon does not see:\n {2}- a response that is cut/);
    const { generator, secondOpinion, verdict } = JSON.parse(json.stdout);
    expect([generator, secondOpinion.generator, verdict]).toEqual([
      'tidegate',
      'autocannon',
      'pass',
    ]);
    expect(secondOpinion.responses).toBeGreaterThan(0);
    expect(secondOpinion.blindSpots.length).toBeGreaterThan(0);
    expect([text.code, json.code]).toEqual([0, 0]);
  });

  it('can leave it to autocannon alone', async () => {
    const { code, stdout } = await bench(
      `${url}/missing`,
      '-d',
      '0.2',
      '--generator',
      'autocannon',
    );
    expect(stdout).toMatch(/FAIL\n {2}[\d,]+ responses with status 404/);
    expect(stdout).toMatch(/Load .*, by autocannon\n/);
    expect(code).toBe(1);
  });

  async function answersAt(address: string, urlOf: (port: number) => string): Promise<void> {
    const other = createServer((_request, response) => response.end('tide'));
    await new Promise<void>((resolve) => other.listen(0, address, resolve));
    const { code, stdout } = await bench(
      urlOf((other.address() as AddressInfo).port),
      '-d',
      '50ms',
    );
    other.close();
    expect(code, stdout).toBe(0);
  }

  it('loads a name', () => answersAt('127.0.0.1', (port) => `http://localhost:${port}/`));

  it.runIf(hasIpv6)('loads an IPv6 literal', () =>
    answersAt('::1', (port) => `http://[::1]:${port}/`),
  );

  it('says that nothing answered, and fails', async () => {
    const { code, stdout } = await bench(`http://${loopback(21)}:9/`, '-d', '5', '-c', '2');
    expect(stdout).toContain('Answered     nothing: connection refused');
    expect(code).toBe(1);
  });

  it('ends in order at Ctrl-C, with what it has measured', async () => {
    const run = startCli(['bench', `${url}/never`, '-d', '60', '-c', '3', '--json']);
    await new Promise((resolve) => server.once('request', resolve));
    run.child.kill('SIGINT');
    const { code, stdout } = await run.finished;
    const { interrupted, account, durationMs } = JSON.parse(stdout);
    expect(code).toBe(130);
    expect(interrupted).toBe(true);
    expect(account.failures.unfinished).toBe(account.requests);
    expect(durationMs).toBeLessThan(60_000);
  });

  it('refuses more connections than fit, with the number that fits', async () => {
    const { code, stderr } = await bench(url, '-c', '70000');
    expect(stderr).toMatch(/70,000 connections planned, [\d,]+ fit \(ports of hop\)/);
    expect(code).toBe(3);
  });

  it('names every metric in its help', async () => {
    const { stdout } = await runMain('bench', '--help');
    const words = new Set(stdout.split(/[\s,.:()]+/));
    const inRange = ['3xx', '4xx', 'p99.9'];
    const missing = METRIC_NAMES.filter((name) => !words.has(name) && !inRange.includes(name));
    expect(missing).toEqual([]);
  });

  it.each([
    [['nonsense'], 'URL_BAD'],
    [['ftp://127.0.0.1/'], 'URL_BAD'],
    [['http://nowhere.invalid/'], 'HOST_NOT_FOUND'],
    [['http://127.0.0.1/', '--max', 'p95=1ms'], 'THRESHOLD_BAD'],
    [['http://127.0.0.1/', '--generator', 'autocannon', '--max', 'cut=1'], 'THRESHOLD_BAD'],
    [['http://127.0.0.1/', '-c', '0'], 'OPTION_BAD'],
    [['http://127.0.0.1/', '-d', 'long'], 'OPTION_BAD'],
    [['http://127.0.0.1/', '-H', 'no colon'], 'OPTION_BAD'],
    [['http://127.0.0.1/', '-H', 'Content-Length: 5'], 'OPTION_BAD'],
    [['http://127.0.0.1/', '-b', '@/nowhere'], 'BODY_NOT_READABLE'],
  ])('refuses %j with exit code 2', async (args, code) => {
    const run = await runMain('bench', ...args);
    expect(run.stderr).toContain(`[${code}]`);
    expect(run.code).toBe(2);
  });
});
