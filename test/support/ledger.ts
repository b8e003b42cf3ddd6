import type {
  ClientConnection,
  ClientRequest,
  Flip,
  Ledger,
  ServerRequest,
  ServerSocket,
  ThinnedArrivals,
} from '../../src/model/ledger.js';
import type { MaintenanceTerms, RunTerms } from '../../src/model/run-account.js';
import type { Bounds } from '../../src/model/run-result.js';
import type { LoadSpec, SessionKind } from '../../src/model/scenario.js';
import { type Evidence, gatherEvidence } from '../../src/verify/evidence.js';

/**
 * The times of the run of `goodRun`: backend a is flipped at 5 s and marked down at 5.6 s, its
 * waiting timeout passes at 13.6 s, it comes back after 16 s, and the run ends at 20 s.
 */
export const AT = { on: 5000, down: 5600, waitOver: 13_600, off: 16_000, up: 17_100, end: 20_000 };

export const BOUNDS: Bounds = {
  visibleMs: 260,
  detectMs: 1000,
  waitMs: 8000,
  closeMs: 1010,
  returnMs: 1500,
  lagMs: 10,
};

const LOAD: LoadSpec = {
  connections: 8,
  rampMs: 1000,
  sources: null,
  bind: 'late',
  mix: [
    { share: 4, session: { kind: 'idle' } },
    {
      share: 1,
      session: { kind: 'stream', lastsMs: [2000, 5000], everyMs: 250, chunkBytes: 1000 },
    },
  ],
};

function noArrivals() {
  return {
    requests: [] as ServerRequest[],
    sockets: [] as ServerSocket[],
    thinned: null as ThinnedArrivals | null,
  };
}

/** A mutable ledger in which a test describes a run; ids of requests are `<connection>-<n>`. */
export class LedgerBuilder {
  readonly connections: ClientConnection[] = [];
  /** How many requests each connection has sent. */
  readonly #sent = new Map<number, number>();
  readonly requests: ClientRequest[] = [];
  readonly servers = {
    a: { backend: 'a', ...noArrivals() },
    b: { backend: 'b', ...noArrivals() },
  };
  ledger: Omit<Ledger, 'connections' | 'requests' | 'servers' | 'flip'> & { readonly flip: Flip } =
    {
      flip: { backend: 'a', onMs: AT.on, offMs: AT.off },
      transitions: [
        { atMs: AT.down, backend: 'a', state: 'down' },
        { atMs: AT.up, backend: 'a', state: 'up' },
      ],
      probes: [
        { atMs: 4900, backend: 'a', status: 200, verdict: 'serving', seen: 'serving a' },
        { atMs: 5050, backend: 'a', status: 200, verdict: 'maintenance', seen: 'maintaining' },
        { atMs: 15_900, backend: 'a', status: 200, verdict: 'maintenance', seen: 'maintaining' },
        { atMs: 16_050, backend: 'a', status: 200, verdict: 'serving', seen: 'serving a' },
      ],
      kernel: [{ atMs: 2000, to: 'frontend', established: 8 }],
      sockets: {
        looksMs: [4500, 4900, 13_500, 14_000, 14_650, 14_900, 15_500, 15_900],
        sockets: [
          { client: '127.0.0.2:50000', firstSeenMs: 4500, lastSeenMs: 13_500, lastDataMs: 13_450 },
        ],
      },
      references: [],
      tester: [{ atMs: 1000, process: 'load-0', lagMs: 10, cpu: 0.3 }],
      pulses: [],
      thinned: null,
    };
  facts: Omit<RunTerms, 'maintenance'> = {
    load: LOAD,
    entryBox: 'frontend',
    heldFromMs: 1500,
    endMs: AT.end,
    patienceMs: 10_000,
    budgets: { maxP99Ms: null, maxLatencyMs: null, maxCloses: null },
    lagMs: BOUNDS.lagMs,
    disturbance: null,
  };
  maintenance: MaintenanceTerms = {
    bounds: BOUNDS,
    reportsTransitions: true,
    promises: { rise: true, wait: true },
    page: 'maintaining',
    healthUrls: {
      a: 'http://127.0.0.1:18081/health_check/',
      b: 'http://127.0.0.2:18081/health_check/',
    },
  };
  hasServerLedgers = true;
  /** false = a run without a flip, which has nothing that belongs to a flip. */
  hasFlip = true;

  connection(
    index: number,
    kind: SessionKind,
    change: Partial<ClientConnection> = {},
  ): ClientConnection {
    const connection: ClientConnection = {
      index,
      kind,
      local: `127.0.0.64:${40_000 + index}`,
      remote: '127.0.0.1:18080',
      startedMs: 100,
      openMs: 101,
      closedMs: AT.end + 100,
      end: 'held',
      peerFinMs: null,
      announcedClose: false,
      unansweredBytes: 0,
      lastSentMs: null,
      ...change,
    };
    this.connections.push(connection);
    return connection;
  }

  /** A request and its arrival at its backend's server, on a socket of its own. */
  request(
    connection: ClientConnection,
    backend: 'a' | 'b' | null,
    times: readonly [sentMs: number, endMs: number],
    change: Partial<ClientRequest> = {},
    socketEnd: ServerSocket['end'] = 'open',
  ): ClientRequest {
    const [sentMs, endMs] = times;
    const { index, kind } = connection;
    const n = this.#sent.get(index) ?? 0;
    this.#sent.set(index, n + 1);
    const request: ClientRequest = {
      id: `${index}-${n}`,
      connection: index,
      kind,
      method: kind === 'upload' ? 'POST' : 'GET',
      lastsMs: 0,
      scheduledMs: sentMs,
      sentMs,
      headMs: sentMs + 1,
      endMs,
      status: kind === 'tunnel' ? 101 : 200,
      backend,
      outcome: 'complete',
      framing: 'length',
      bodyBytes: 1000,
      digest: 7,
      maxGapMs: 1,
      ...change,
    };
    this.requests.push(request);
    if (backend !== null) this.arrive(request, backend, socketEnd);
    return request;
  }

  arrive(request: ClientRequest, backend: 'a' | 'b', end: ServerSocket['end'] = 'open'): void {
    const { requests, sockets } = this.servers[backend];
    const id = sockets.length;
    const whole = request.outcome === 'complete' || request.outcome === 'open';
    sockets.push({
      id,
      remote: `127.0.0.2:${50_000 + id}`,
      acceptedMs: request.sentMs,
      closedMs: end === 'open' ? null : request.endMs,
      end,
      carriedLoad: true,
    });
    requests.push({
      id: request.id,
      socket: id,
      method: request.method,
      path: '/',
      health: false,
      beganMs: request.sentMs + 1,
      endMs: request.endMs,
      outcome: whole ? 'complete' : 'cut',
    });
  }

  /** Replaces fields of the request with this id. */
  change(id: string, change: Partial<ClientRequest>): void {
    replace(this.requests, (request) => request.id === id, change);
  }

  changeConnection(index: number, change: Partial<ClientConnection>): void {
    replace(this.connections, (connection) => connection.index === index, change);
  }

  changeArrival(id: string, change: Partial<ServerRequest>): void {
    const server = Object.values(this.servers).find(({ requests }) =>
      requests.some((request) => request.id === id),
    );
    replace(server?.requests ?? [], (request) => request.id === id, change);
  }

  /** Says whether the server's socket under a request carried only health checks. */
  changeSocketLoad(id: string, carriedLoad: boolean): void {
    for (const { requests, sockets } of Object.values(this.servers)) {
      const request = requests.find((one) => one.id === id);
      if (request) replace(sockets, (socket) => socket.id === request.socket, { carriedLoad });
    }
  }

  /** Says how the server's socket under a request ended, and when. */
  changeSocket(id: string, end: ServerSocket['end'], closedMs: number): void {
    for (const { requests, sockets } of Object.values(this.servers)) {
      const request = requests.find((one) => one.id === id);
      if (request) replace(sockets, (socket) => socket.id === request.socket, { end, closedMs });
    }
  }

  evidence(): Evidence {
    const maintenance = this.hasFlip ? this.maintenance : null;
    return gatherEvidence({ ...this.facts, maintenance }, this.whole());
  }

  whole(): Ledger {
    return {
      ...this.ledger,
      flip: this.hasFlip ? this.ledger.flip : null,
      connections: this.connections,
      requests: this.requests,
      servers: this.hasServerLedgers ? Object.values(this.servers) : null,
    };
  }
}

/**
 * A maintenance run in which everything went well:
 * 0 idle, held · 1 periodic on a and b · 2 a response, 3 a stream, 4 an upload, all under way at
 * a when it was marked down · 5 a tunnel at a, ended by the waiting timeout · 6 a tunnel at b,
 * held · 7 idle, closed by the frontend's keep-alive timeout · 8 periodic on b, for a baseline.
 */
export function goodRun(): LedgerBuilder {
  const run = new LedgerBuilder();
  run.request(run.connection(0, 'idle'), 'a', [110, 112]);
  const periodic = run.connection(1, 'periodic');
  run.request(periodic, 'a', [1000, 1002]);
  run.request(periodic, 'b', [3000, 3002]);
  run.request(periodic, 'a', [5100, 5102]);
  run.request(periodic, 'b', [7000, 7002]);
  run.request(periodic, 'b', [15_000, 15_002]);
  run.request(periodic, 'b', [16_500, 16_502]);
  run.request(periodic, 'a', [17_200, 17_202]);
  run.request(periodic, 'b', [18_500, 18_502]);
  run.request(run.connection(2, 'response'), 'a', [4000, 8000]);
  run.request(run.connection(3, 'stream'), 'a', [4500, 9500], { maxGapMs: 260 });
  run.request(run.connection(4, 'upload'), 'a', [4800, 9000]);
  const drained = run.connection(5, 'tunnel', {
    end: 'peer-fin',
    peerFinMs: AT.waitOver + 5,
    closedMs: AT.waitOver + 6,
    lastSentMs: 13_000,
  });
  run.request(drained, 'a', [900, AT.waitOver + 5], {}, 'peer-fin');
  run.request(run.connection(6, 'tunnel', { lastSentMs: 19_900 }), 'b', [950, AT.end + 90], {
    outcome: 'open',
  });
  const idle = run.connection(7, 'idle', { end: 'peer-fin', peerFinMs: 12_000, closedMs: 12_001 });
  run.request(idle, 'b', [120, 122]);
  const steady = run.connection(8, 'periodic');
  for (let ms = 2000; ms < AT.on; ms += 100) run.request(steady, 'b', [ms, ms + 2]);
  return run;
}

/**
 * A run without a flip in which everything went well: 0 idle, 1 periodic, 2 a tunnel, all held from
 * 1.5 s on, and asked by two pulses.
 */
export function heldRun(): LedgerBuilder {
  const run = new LedgerBuilder();
  run.hasFlip = false;
  const pulses = [5000, 10_000];
  for (const [index, kind] of (['idle', 'periodic'] as const).entries()) {
    const connection = run.connection(index, kind);
    for (const ms of [110, ...pulses])
      run.request(connection, index === 0 ? 'a' : 'b', [ms, ms + 2]);
  }
  run.request(run.connection(2, 'tunnel', { lastSentMs: 10_000 }), 'b', [120, AT.end + 90], {
    outcome: 'open',
  });
  run.facts = { ...run.facts, load: { ...LOAD, connections: 3 } };
  run.ledger = {
    ...run.ledger,
    transitions: [],
    probes: [],
    sockets: null,
    pulses: pulses.map((atMs) => ({ atMs, endMs: atMs + 5, asked: 3, answered: 3 })),
  };
  return run;
}

function replace<T>(list: T[], which: (value: T) => boolean, change: Partial<T>): void {
  const at = list.findIndex(which);
  const found = list[at];
  if (found === undefined) throw new Error('the ledger has nothing of that name to change');
  list[at] = { ...found, ...change };
}
