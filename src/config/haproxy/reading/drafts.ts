import type { BindLine } from '../../../model/haproxy/hop-haproxy.js';
import type {
  HaproxyBackend,
  HaproxyBind,
  HaproxyFrontend,
  HaproxyServer,
  HaproxySource,
} from '../../../model/haproxy.js';
import type { Place } from '../../../model/place.js';
import type { Line } from '../syntax/tokenize.js';
import { answersAll } from './answers.js';
import type { ProxySection } from './keywords.js';
import { nextBackends } from './next-backends.js';
import type { ServerOptions } from './server-line.js';

/** What a proxy section copies from its `defaults`. */
interface Inherited {
  mode: 'http' | 'tcp';
  maxconn: number | null;
  fullconn: number | null;
  backlog: number | null;
  balance: string;
  /** The names of `option` that are set. */
  options: ReadonlySet<string>;
  source: HaproxySource | null;
  serverOptions: ServerOptions;
  defaultBackend: { name: string; place: Place } | null;
  /** `disabled`: the proxy is not started. */
  disabled: boolean;
  /** `cookie`, `stick` or `persist`: clients return to the server that they had. */
  persists: boolean;
  /** The option by which it connects to the client's original destination, without servers. */
  anywhere: Place | null;
  /** The configuration sets the address that the client is taken to have connected to. */
  setsDestination: boolean;
}

/** A proxy section while its lines are being read. */
export interface ProxyDraft extends Inherited {
  readonly section: ProxySection;
  readonly name: string;
  readonly place: Place;
  readonly binds: HaproxyBind[];
  otherBinds: number;
  readonly unixEnds: string[];
  /** One of its `bind` lines has `ssl`. */
  takesTls: boolean;
  readonly bindLines: BindLine[];
  readonly useBackends: { name: string; place: Place; always: boolean; never: boolean }[];
  /** Rules that may answer instead of a server. */
  readonly rules: Line[];
  readonly useServers: Set<string>;
  /** A `use-server` that always applies: later ones and the balancing are not reached. */
  isLed: boolean;
  /** Read last, because `source` and `default-server` may follow them. */
  readonly serverLines: Line[];
}

/** The mode is tcp unless another is written (manual, 4.2, mode). */
export const NO_DEFAULTS: Inherited = {
  mode: 'tcp',
  maxconn: null,
  fullconn: null,
  backlog: null,
  balance: 'roundrobin',
  options: new Set(),
  source: null,
  serverOptions: {},
  defaultBackend: null,
  disabled: false,
  persists: false,
  anywhere: null,
  setsDestination: false,
};

export function newProxy(
  section: ProxySection,
  name: string,
  place: Place,
  inherited: Inherited,
): ProxyDraft {
  const { mode, maxconn, fullconn, backlog, balance, options, source } = inherited;
  const { serverOptions, defaultBackend, disabled, persists, anywhere, setsDestination } =
    inherited;
  return {
    section,
    name,
    place,
    mode,
    maxconn,
    fullconn,
    backlog,
    balance,
    options,
    source,
    serverOptions,
    defaultBackend,
    disabled,
    persists,
    anywhere,
    setsDestination,
    binds: [],
    otherBinds: 0,
    unixEnds: [],
    takesTls: false,
    bindLines: [],
    useBackends: [],
    rules: [],
    useServers: new Set(),
    isLed: false,
    serverLines: [],
  };
}

function hasSplicing({ options }: ProxyDraft): boolean {
  return [...options].some((name) => name.startsWith('splice-'));
}

export function toFrontend(draft: ProxyDraft): HaproxyFrontend {
  const backends = nextBackends(draft);
  const { name, mode, maxconn, backlog, binds, bindLines, otherBinds, unixEnds, place } = draft;
  const answers = answersAll(draft.rules, mode, draft.takesTls);
  const section = draft.section === 'listen' ? 'listen' : 'frontend';
  const splices = hasSplicing(draft);
  return {
    name,
    section,
    mode,
    maxconn,
    backlog,
    bindLines,
    binds,
    otherBinds,
    unixEnds,
    splices,
    backends,
    answersAll: answers,
    ...(draft.setsDestination && { setsDestination: true as const }),
    place,
  };
}

export function toBackend(draft: ProxyDraft, servers: readonly HaproxyServer[]): HaproxyBackend {
  const { name, mode, balance, fullconn, useServers, isLed, persists, place } = draft;
  const section = draft.section === 'listen' ? 'listen' : 'backend';
  const splices = hasSplicing(draft);
  const used = draft.disabled ? [] : servers;
  const isAsked = draft.anywhere !== null && used.length === 0 && !draft.disabled;
  const asked = isAsked ? [anywhere(draft.anywhere ?? place, draft.source)] : used;
  const fillsInOrder = balance === 'first' && !draft.options.has('redispatch');
  const allBackups = draft.options.has('allbackups');
  return {
    name,
    section,
    mode,
    servers: asked,
    balance,
    fillsInOrder,
    allBackups,
    useServers,
    isLed,
    persists,
    answersAll: answersAll(draft.rules, mode, null),
    splices,
    fullconn,
    ...(draft.setsDestination && { setsDestination: true as const }),
    place,
  };
}

/** The client's original destination, which counts as one. */
function anywhere(place: Place, source: HaproxySource | null): HaproxyServer {
  return {
    name: 'where the client asks for',
    host: '*',
    port: null,
    portOffset: 0,
    maxconn: null,
    weight: 1,
    backup: false,
    disabled: false,
    checks: 0,
    source,
    slot: null,
    written: { keyword: 'server', name: 'anywhere', rest: '*', count: 1 },
    place,
  };
}

export function isBackend({ section }: ProxyDraft): boolean {
  return section === 'backend' || section === 'listen';
}
