import { afterEach, describe, expect, it } from 'vitest';
import type { FailureKind } from '../../../src/model/bench.js';
import type { Endpoint } from '../../../src/model/origin.js';
import { runLoad } from '../../bench/support/run-load.js';
import { engines } from '../../net/support/engines.js';
import {
  CERTIFICATE,
  CERTIFICATE_FILE,
  NAME,
  type Serve,
  TlsServer,
} from '../../net/support/tls-server.js';
import { runCli } from '../../support/cli.js';
import { loopback } from '../../support/loopback.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const UNTIL_CLOSE = 'HTTP/1.1 200 OK\r\n\r\nas long as it lasts';
const TRUSTED = { ca: CERTIFICATE, insecure: false, serverName: NAME };

let server: TlsServer;
afterEach(() => server.close());

/** What the server did to each request, by status or kind of failure. */
let deeds: Record<string, number>;

async function listen(behave: Behaviour): Promise<Endpoint> {
  deeds = {};
  server = new TlsServer((secure, raw) => {
    secure.on('data', () => {
      const deed = behave(secure, raw);
      deeds[deed] = (deeds[deed] ?? 0) + 1;
    });
  });
  return server.listen(loopback(60));
}

type Behaviour = (...of: Parameters<Serve>) => number | FailureKind;

/** Writes a whole response. */
const sound: Behaviour = (secure) => {
  secure.write(OK);
  return 200;
};

/** Writes this text, if any, followed by a close_notify. */
function ending(text: string, deed: number | FailureKind): Behaviour {
  return (secure) => {
    secure.end(text);
    return deed;
  };
}

const finAlone: Behaviour = (secure, raw) => {
  secure.write(UNTIL_CLOSE, () => raw.end());
  return 'cut-tls';
};

describe.each(engines)('bench over TLS, engine %s', (engine) => {
  it.each([
    ['is sound', sound],
    ['ends a body by a close_notify', ending(UNTIL_CLOSE, 200)],
    ['ends a body by FIN alone', finAlone],
    ['cuts a body with Content-Length', ending(OK.slice(0, -1), 'cut-length')],
    ['ends without an answer', ending('', 'unanswered')],
  ])('counts as a target does that %s', async (_name, behave) => {
    const run = await runLoad(await listen(behave), { engine, tls: TRUSTED, connections: 2 });
    const kinds = Object.entries(run.account.failures).filter(([, count]) => count > 0);
    expect({ ...run.statusCodes, ...Object.fromEntries(kinds) }).toEqual(deeds);
    expect(run.account.requests).toBeGreaterThan(0);
    expect(run.account.tls).toMatchObject({ verified: true, protocol: 'TLSv1.3' });
  });
});

describe('tidegate bench https://', () => {
  const bench = async (...args: string[]) => {
    const { address, port } = await listen(sound);
    return runCli(['bench', `https://${address}:${port}/`, '-d', '0.5', '-c', '2', ...args]);
  };

  it('passes where the certificate is for the name, and says how it is encrypted', async () => {
    const args = ['--ca', CERTIFICATE_FILE, '--server-name', NAME];
    const { code, stdout, stderr } = await bench(...args);
    expect(stdout + stderr).toMatch(/TLS +TLSv1\.3, TLS_/);
    expect(stdout).not.toContain('INSECURE');
    expect(code, stdout).toBe(0);
  });

  it('fails where nobody vouches for the target, and says so', async () => {
    const { code, stdout } = await bench();
    // Both connections; on a busy machine one of them may have tried again.
    expect(stdout).toMatch(/[2-9] tls: the TLS handshake failed/);
    expect(stdout).toMatch(
      /Answered +nothing: the TLS handshake failed: self[- ]signed certificate/,
    );
    expect(code).toBe(1);
  });

  it('fails where the certificate is for another name', async () => {
    const { code, stdout } = await bench('--ca', CERTIFICATE_FILE);
    expect(stdout).toMatch(/Hostname\/IP does not match\s+certificate's altnames/);
    expect(code).toBe(1);
  });

  it('believes anybody when it is told to, loudly', async () => {
    const [text, json] = [await bench('--insecure'), await bench('--insecure', '--json')];
    expect(text.stdout).toMatch(/^INSECURE: no certificate was checked/m);
    expect(JSON.parse(json.stdout).account.tls.verified).toBe(false);
    expect(text.code, text.stdout).toBe(0);
  });

  it('refuses what makes no sense', async () => {
    const [plain, missing] = await Promise.all([
      runCli(['bench', 'http://127.0.0.1/', '--insecure']),
      bench('--ca', '/nowhere'),
    ]);
    expect(plain.stderr).toContain('--insecure needs an https URL [OPTION_MISPLACED]');
    expect(missing.stderr).toContain('[CA_NOT_READABLE]');
    expect([plain.code, missing.code]).toEqual([2, 2]);
  });
});
