import { describe, expect, it } from 'vitest';
import { runMain } from '../support/run-main.js';
import { capacityOf, fieldFile, findingsOf } from './field.js';

const codesOf = async (...args: Parameters<typeof findingsOf>) =>
  (await findingsOf(...args)).map(({ code }) => code);
const warned = async (...args: Parameters<typeof capacityOf>) =>
  (await capacityOf(...args)).warnings.map(({ code }) => code);

describe('17: a unix socket has no ports', () => {
  it.each(['nginx.conf', 'direct.conf'])('%s is bound by worker_connections', async (file) => {
    const { endToEnd } = await capacityOf(17, file);
    expect(endToEnd).toMatchObject({ max: 399_996, binding: { limit: 'worker_connections' } });
  });

  it('leaves no limit of ports where it shares an upstream', async () => {
    const { hops } = await capacityOf(17, 'mixed.conf');
    expect(hops[1]?.limits.map(({ id }) => id)).not.toContain('ports');
  });
});

describe('18: every pass is a hop of two slots, with ports', () => {
  it.each(['fastcgi.conf', 'grpc.conf', 'variable.conf'])('%s', async (file) => {
    const { endToEnd } = await capacityOf(18, file);
    expect(endToEnd).toMatchObject({
      max: 28_232,
      binding: { limit: 'ports' },
      runnerUp: { limit: 'worker_connections', max: 399_996 },
    });
  });
});

describe('19: an old kernel', () => {
  it('binds early, searches without a cliff and misses no odd port', async () => {
    const { endToEnd, hops } = await capacityOf(19, 'nginx.conf');
    expect(endToEnd).toMatchObject({ max: 28_233, binding: { limit: 'ports' } });
    expect(hops[1]).toMatchObject({ bind: 'early', softCliff: null, guaranteed: 28_233 });
    expect(await codesOf(19, 'nginx.conf')).not.toContain('ODD_PORT_RANGE');
  });

  it('is told from a new one by --kernel', async () => {
    const { hops } = await capacityOf(19, 'nginx.conf', '--kernel', '5.15.0');
    expect(hops[1]).toMatchObject({ bind: 'late', softCliff: 56_464 });
  });
});

describe('20: worker_rlimit_nofile above the hard limit', () => {
  it('counts the soft limit, and says so', async () => {
    expect((await capacityOf(20, 'nginx.conf')).endToEnd.max).toBe(38);
    expect(await warned(20, 'nginx.conf')).toContain('NOFILE_NOT_RAISED');
    expect(await codesOf(20, 'nginx.conf')).toContain('NOFILE_NOT_RAISED');
  });
});

it('21: own descriptors grow with the workers', async () => {
  expect((await capacityOf(21, 'nginx.conf')).endToEnd.max).toBe(30_400);
});

it('23: a range of ports is as many listeners', async () => {
  const { hops } = await capacityOf(23, 'nginx.conf');
  const inputs = Object.fromEntries(hops[1]?.limits.map(({ id, inputs }) => [id, inputs]) ?? []);
  expect(inputs).toMatchObject({ ports: { N: 28_221 }, worker_connections: { listeners: 11 } });
  const codes = await codesOf(23, 'nginx.conf');
  expect(codes.filter((code) => code === 'LISTEN_IN_PORT_RANGE')).toHaveLength(11);
});

describe('24: a location that proxies to itself', () => {
  it.each(['direct.conf', 'upstream.conf'])('%s takes three slots, an error', async (file) => {
    expect((await capacityOf(24, file)).endToEnd.max).toBe(255);
    expect(await findingsOf(24, file)).toContainEqual(
      expect.objectContaining({ code: 'PROXIES_TO_ITSELF', severity: 'error' }),
    );
  });
});

describe('25: keepalive and the balancing method', () => {
  const fix = (file: string) => runMain('lint', fieldFile(25, file), '--fix');

  it('are mended in this order', async () => {
    expect((await fix('nginx.conf')).stdout).toContain(
      '     server 127.0.0.1:18210;\n+    keepalive 32;\n',
    );
  });

  it('are found the wrong way round, and put right', async () => {
    const { stdout } = await runMain('lint', fieldFile(25, 'fixed.conf'));
    expect(stdout).toMatch(/error\s+KEEPALIVE_ABOVE_METHOD/);
    expect((await fix('fixed.conf')).stdout).toContain(
      '-    keepalive 32;\n     least_conn;\n+    keepalive 32;\n',
    );
  });
});

describe('26: a fragment', () => {
  const app = fieldFile(26, 'etc/nginx/sites-available/app');

  it('has its includes looked for above it', async () => {
    const { code, stdout } = await runMain('capacity', app);
    expect(code).toBe(0);
    expect(stdout).not.toContain('INCLUDE_MISSING');
  });

  it('has them looked for where -p says', async () => {
    const { stdout } = await runMain('capacity', app, '-p', 'test/field', '--json');
    expect(JSON.parse(stdout).warnings).toContainEqual(
      expect.objectContaining({ code: 'INCLUDE_MISSING' }),
    );
  });

  it('is whole with the file that includes it', async () => {
    const { code, stdout } = await runMain('lint', fieldFile(26, 'etc/nginx/nginx.conf'), '--json');
    expect([0, 1]).toContain(code);
    expect(stdout).not.toContain('INCLUDE_MISSING');
  });
});

it('27: a fragment of stream is read as one', async () => {
  expect((await capacityOf(27, 'mqtt.conf')).endToEnd).toMatchObject({ max: 56_464 });
});

it('29: a port to bind to is one connection, with a warning', async () => {
  expect((await capacityOf(29, 'nginx.conf')).endToEnd).toMatchObject({ max: 1 });
  expect(await warned(29, 'nginx.conf')).toContain('SOURCE_PORT_FIXED');
});

it('31: a direct proxy_pass keeps nothing alive, and its ports run out first', async () => {
  expect(await codesOf(31, 'nginx.conf')).toEqual(
    expect.arrayContaining(['KEEPALIVE_MISSING', 'PORTS_BIND_FIRST']),
  );
});

describe('32: nginx 1.29.7 keeps connections alive of itself', () => {
  it('so that only an older one is told', async () => {
    const codes = (version: string) => codesOf(32, 'nginx.conf', '--proxy-version', version);
    expect(await codes('1.22.1')).toContain('KEEPALIVE_MISSING');
    expect(await codes('1.29.7')).not.toContain('KEEPALIVE_MISSING');
    expect(await codes('1.30.0')).not.toContain('KEEPALIVE_MISSING');
  });
});

describe('33: what is harmless to connections', () => {
  it('is one line in either report', async () => {
    const unmodelled = (codes: readonly string[]) =>
      codes.filter((code) => code === 'UNMODELLED_DIRECTIVE');
    expect(unmodelled(await warned(33, 'nginx.conf'))).toHaveLength(1);
    expect(unmodelled(await codesOf(33, 'nginx.conf'))).toHaveLength(1);
  });
});

describe('35: a name', () => {
  it('counts once, with a warning, and localhost with a mend', async () => {
    const { warnings } = await capacityOf(35, 'nginx.conf');
    const names = warnings.filter(({ code }) => code === 'NAME_COUNTED_ONCE');
    expect(names.map(({ message }) => message.split(' ', 1)[0])).toEqual([
      'localhost',
      'app.example.com',
    ]);
    expect(names[0]?.fix).toContain('Write 127.0.0.1');
  });
});
