import { formatEndpoint } from '../../lib/address/origin.js';
import type {
  HealthCheck,
  HttpConfig,
  NginxConfig,
  ProxySettings,
  StreamConfig,
  StreamHealthCheck,
  Template,
  Upstream,
} from '../../model/nginx.js';
import type { Loop } from '../../net/loop.js';
import { type Part, type PeerRef, type PeerState, peerKey } from '../messages.js';
import { literal } from '../variables/scope.js';
import { compileMatch } from './match.js';
import { Probe } from './probe.js';
import { compileStreamMatch } from './stream-match.js';
import { TcpProbe } from './tcp-probe.js';
import { type StartProbe, Watch } from './watch.js';
import { type CheckHearer, WatchedPeer } from './watched-peer.js';

/** A check that takes longer has failed, whatever proxy_read_timeout allows a request. */
const CHECK_TIMEOUT_MS = 5_000;

/** The known state of a server; null = it was never checked. */
export type KnownState = (peer: PeerRef) => PeerState | null;

/** What is checked, and how. */
interface Checked {
  readonly part: Part;
  readonly upstream: Upstream;
  readonly check: Omit<HealthCheck, 'uri'>;
  readonly probe: StartProbe;
}

/** All health checks of a configuration: of every server of every checked upstream. */
export class HealthMonitor {
  readonly #peers = new Map<string, WatchedPeer>();

  /**
   * @param known the states that earlier checks found
   * @throws TidegateError CONFIG_REGEX_BAD
   */
  constructor(
    { http, stream }: Pick<NginxConfig, 'http' | 'stream'>,
    loop: Loop,
    hearer: CheckHearer,
    known: KnownState = () => null,
  ) {
    const checked = [
      ...(http === null ? [] : checkedInHttp(http, loop)),
      ...(stream === null ? [] : checkedInStream(stream, loop)),
    ];
    for (const { part, upstream, check, probe } of checked) {
      for (const { host, port } of upstream.servers.filter(({ down }) => !down)) {
        const peer = {
          part,
          upstream: upstream.name,
          server: formatEndpoint({ address: host, port }),
        };
        const watched = this.#watched(peer, hearer);
        const server = { address: host, port };
        const state = () => known(peer);
        const onResult = (healthy: boolean) => watched.noteResult(healthy);
        const onUnable = () => hearer.unable?.(peer);
        watched.add(new Watch({ server, check, probe, onResult, onUnable, known: state }));
      }
    }
  }

  /** How many servers a configuration checks. @throws TidegateError CONFIG_REGEX_BAD */
  static countOf(config: Pick<NginxConfig, 'http' | 'stream'>, loop: Loop): number {
    const nobody = { changed: () => undefined, checked: () => undefined };
    return new HealthMonitor(config, loop, nobody).watched.length;
  }

  /** Every checked server. */
  get watched(): readonly PeerRef[] {
    return [...this.#peers.values()].map(({ peer }) => peer);
  }

  /** Servers that get no requests now; before the start these are the servers of `mandatory` checks. */
  get down(): readonly PeerRef[] {
    return [...this.#peers.values()]
      .filter(({ state }) => state === 'down')
      .map(({ peer }) => peer);
  }

  start(): void {
    for (const peer of this.#peers.values()) peer.start();
  }

  close(): void {
    for (const peer of this.#peers.values()) peer.close();
  }

  #watched(peer: PeerRef, hearer: CheckHearer): WatchedPeer {
    const key = peerKey(peer);
    const known = this.#peers.get(key);
    if (known !== undefined) return known;
    const watched = new WatchedPeer(peer, hearer);
    this.#peers.set(key, watched);
    return watched;
  }
}

function checkedInHttp(http: HttpConfig, loop: Loop): Checked[] {
  const locations = http.servers.flatMap((server) => server.locations);
  return locations.flatMap(({ healthCheck, proxy }) => {
    const upstream = proxy === null ? null : upstreamNamed(proxy.pass.target, http);
    if (healthCheck === null || proxy === null || upstream === null) return [];
    const match = http.matches.find(({ name }) => name === healthCheck.match);
    const matches = compileMatch(match ?? null);
    const timeoutMs = timeoutOf(proxy);
    const { uri } = healthCheck;
    const probe: StartProbe = (to, onResult) =>
      new Probe({ loop, to, uri, host: upstream.name, timeoutMs, matches, onResult });
    return [{ part: 'http', upstream, check: healthCheck, probe }];
  });
}

function timeoutOf({ connectTimeoutMs, readTimeoutMs }: ProxySettings): number {
  return Math.min(CHECK_TIMEOUT_MS, connectTimeoutMs, readTimeoutMs);
}

function checkedInStream(stream: StreamConfig, loop: Loop): Checked[] {
  return stream.servers.flatMap(({ healthCheck, proxyPass }) => {
    const upstream = proxyPass === null ? null : upstreamNamed(proxyPass.text, stream);
    if (healthCheck === null || upstream === null) return [];
    const probe = streamProbe(healthCheck, stream, loop);
    return [{ part: 'stream', upstream, check: healthCheck, probe }];
  });
}

function streamProbe(check: StreamHealthCheck, stream: StreamConfig, loop: Loop): StartProbe {
  const match = stream.matches.find(({ name }) => name === check.match);
  const dialogue = compileStreamMatch(match ?? null);
  const { timeoutMs } = check;
  return (to, onResult) => new TcpProbe({ loop, to, timeoutMs, dialogue, onResult });
}

function upstreamNamed(
  target: Template,
  { upstreams }: { readonly upstreams: readonly Upstream[] },
): Upstream | null {
  const name = literal(target);
  return upstreams.find((candidate) => candidate.name === name) ?? null;
}
