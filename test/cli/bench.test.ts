import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import type { World } from '../../src/cli/world.js';
import { loopback } from '../support/loopback.js';

interface Seen {
  method: string | undefined;
  header: string | string[] | undefined;
  body: string;
}

describe('tidegate bench', () => {
  let server: Server;
  let url: string;
  let seen: Seen;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const piece of request) body += piece;
      seen = { method: request.method, header: request.headers['x-test'], body };
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

  async function bench(...args: string[]) {
    let stdout = '';
    let stderr = '';
    const world: World = {
      argv: ['node', 'tidegate', 'bench', ...args],
      env: {},
      cwd: () => '/',
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      on: () => undefined,
      off: () => undefined,
      exit: () => undefined,
    };
    await main(world);
    return { code: world.exitCode, stdout, stderr };
  }

  it('prints its table and passes', async () => {
    const { code, stdout } = await bench(url, '-c', '2', '-d', '1');
    expect(stdout).toContain('requests a second');
    expect(stdout).toMatch(/responses\s+│ [\d,]+ \(200: [\d,]+\)/);
    expect(code).toBe(0);
  });

  it('sends method, headers and body as told', async () => {
    const { code } = await bench(
      url,
      '-d',
      '1',
      '-c',
      '1',
      '-m',
      'post',
      '-H',
      'X-Test: one: two',
      '-b',
      'ebb',
    );
    expect(seen).toEqual({ method: 'POST', header: 'one: two', body: 'ebb' });
    expect(code).toBe(0);
  });

  it('ends with 1 when a threshold fails, and says which', async () => {
    const { code, stdout } = await bench(
      `${url}/missing`,
      '-d',
      '1',
      '-c',
      '1',
      '--max',
      'non2xx=0',
      '--max',
      'errors=0',
      '--min',
      'rps=1',
    );
    expect(stdout).toContain('FAIL  max non2xx:');
    expect(stdout).toContain('pass  max errors: 0, limit 0');
    expect(stdout).toContain('pass  min rps:');
    expect(code).toBe(1);
  });

  it('prints the result and the judged thresholds as JSON', async () => {
    const { stdout } = await bench(url, '-d', '1', '-c', '3', '--json', '--max', 'p99=60s');
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      schema: 'tidegate.bench/1',
      connections: 3,
      errors: 0,
      firstError: null,
    });
    expect(result.responses).toBeGreaterThan(0);
    expect(result.statusCodes).toEqual({ 200: result.responses });
    expect(result.thresholds).toMatchObject([
      { metric: 'p99', op: 'max', limit: 60_000, ok: true },
    ]);
  });

  it('says that nothing answered, and fails', async () => {
    const { code, stdout } = await bench(`http://${loopback(21)}:9/`, '-d', '5', '-c', '2');
    expect(stdout).toContain('No response at all: connect ECONNREFUSED');
    expect(code).toBe(1);
  });

  it.each([
    [['nonsense'], 'URL_BAD'],
    [['ftp://127.0.0.1/'], 'URL_BAD'],
    [['http://127.0.0.1/', '--max', 'p95=1ms'], 'THRESHOLD_BAD'],
    [['http://127.0.0.1/', '-c', '0'], 'OPTION_BAD'],
    [['http://127.0.0.1/', '-H', 'no colon'], 'OPTION_BAD'],
  ])('refuses %j with exit code 2', async (args, code) => {
    const run = await bench(...args);
    expect(run.stderr).toContain(`[${code}]`);
    expect(run.code).toBe(2);
  });
});
