import type { HealthCheck, HttpConfig, ProxySettings, Upstream } from '../../model/nginx.js';
import type { Endpoint, Loop } from '../../net/loop.js';
import type { PeerState } from '../messages.js';
import { literal } from '../variables/scope.js';
import { compileMatch, type Matcher } from './match.js';
import { PeerHealth } from './peer-health.js';
import { Probe } from './probe.js';

/** A check that takes longer has failed, whatever proxy_read_timeout would allow a request. */
const CHECK_TIMEOUT_MS = 5_000;

/** A server's state changed; `server` is `address:port`. */
export type OnPeerChange = (upstream: string, server: string, state: PeerState) => void;

/** What is known of a server already. */
export type KnownState = (upstream: string, server: string) => PeerState | null;

/** All health checks of a configuration: every server of every checked location's upstream. */
export class HealthMonitor {
  readonly #watches: readonly Watch[];

  /**
   * @param known states that earlier checks had come to; null = never checked.
   * @throws TidegateError CONFIG_REGEX
   */
  constructor(
    http: HttpConfig,
    loop: Loop,
    onChange: OnPeerChange,
    known: KnownState = () => null,
  ) {
    const matches = new Map(http.matches.map((match) => [match.name, match]));
    const locations = http.servers.flatMap((server) => server.locations);
    this.#watches = locations.flatMap(({ healthCheck, proxy }) => {
      const name = proxy === null ? null : literal(proxy.pass.target);
      const upstream = http.upstreams.find((candidate) => candidate.name === name);
      if (healthCheck === null || proxy === null || upstream === undefined) return [];
      const matcher = compileMatch(matches.get(healthCheck.match ?? '') ?? null);
      const plan = { upstream, check: healthCheck, matcher, timeoutMs: timeoutOf(proxy) };
      return upstream.servers
        .filter((server) => !server.down)
        .map(({ host, port }) => {
          const state = known(upstream.name, `${host}:${port}`);
          return new Watch(loop, { address: host, port }, plan, onChange, state);
        });
    });
  }

  /** Upstream and server of everything that is checked. */
  get watched(): readonly (readonly [upstream: string, server: string])[] {
    return this.#watches.map(({ upstream, server }) => [upstream, server]);
  }

  start(): void {
    for (const watch of this.#watches) watch.start();
  }

  close(): void {
    for (const watch of this.#watches) watch.close();
  }
}

function timeoutOf({ connectTimeoutMs, readTimeoutMs }: ProxySettings): number {
  return Math.min(CHECK_TIMEOUT_MS, connectTimeoutMs, readTimeoutMs);
}

interface WatchPlan {
  readonly upstream: Upstream;
  readonly check: HealthCheck;
  readonly matcher: Matcher;
  readonly timeoutMs: number;
}

/** The checks of one server, one after the other. */
class Watch {
  readonly #loop: Loop;
  readonly #server: Endpoint;
  readonly #plan: WatchPlan;
  readonly #onChange: OnPeerChange;
  readonly #health: PeerHealth;
  #timer: NodeJS.Timeout | undefined;
  #probe: Probe | null = null;

  constructor(
    loop: Loop,
    server: Endpoint,
    plan: WatchPlan,
    onChange: OnPeerChange,
    known: PeerState | null,
  ) {
    this.#loop = loop;
    this.#server = server;
    this.#plan = plan;
    this.#onChange = onChange;
    this.#health = new PeerHealth(plan.check, known);
  }

  get upstream(): string {
    return this.#plan.upstream.name;
  }

  get server(): string {
    return `${this.#server.address}:${this.#server.port}`;
  }

  start(): void {
    if (this.#health.state === 'down') this.#tell('down');
    this.#run();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#probe?.cancel();
  }

  #run(): void {
    const { upstream, check, matcher, timeoutMs } = this.#plan;
    const startedMs = performance.now();
    this.#probe = new Probe({
      loop: this.#loop,
      to: { address: this.#server.address, port: check.port ?? this.#server.port },
      uri: check.uri,
      host: upstream.name,
      timeoutMs,
      matches: matcher,
      onResult: (healthy) => {
        const changed = this.#health.note(healthy);
        if (changed !== null) this.#tell(changed);
        this.#schedule(performance.now() - startedMs);
      },
    });
  }

  /** From one start to the next: the interval, and some of the jitter. */
  #schedule(spentMs: number): void {
    const { intervalMs, jitterMs } = this.#plan.check;
    const waitMs = Math.max(0, intervalMs - spentMs) + Math.random() * jitterMs;
    this.#timer = setTimeout(() => this.#run(), waitMs);
  }

  #tell(state: PeerState): void {
    this.#onChange(this.upstream, this.server, state);
  }
}
