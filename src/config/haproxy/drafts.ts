import type { HaproxyBind, HaproxyFrontend, HaproxySource } from '../../model/haproxy.js';
import type { Place } from '../../model/place.js';
import type { ProxySection } from './keywords.js';
import type { ServerOptions } from './server-line.js';
import type { Line } from './tokenize.js';

/** A proxy section while its lines are read; `defaults` are handed down by copying. */
export interface ProxyDraft {
  readonly section: ProxySection;
  readonly name: string;
  readonly place: Place;
  mode: 'http' | 'tcp';
  maxconn: number | null;
  source: HaproxySource | null;
  serverOptions: ServerOptions;
  defaultBackend: { name: string; place: Place } | null;
  readonly binds: HaproxyBind[];
  readonly useBackends: { name: string; place: Place }[];
  /** Read last, for `source` and `default-server` may stand below them. */
  readonly serverLines: Line[];
}

type Inherited = Pick<ProxyDraft, 'mode' | 'maxconn' | 'source' | 'serverOptions'> & {
  readonly defaultBackend: ProxyDraft['defaultBackend'];
};

/** The mode is tcp where nothing says otherwise (manual, 4.2, mode). */
export const NO_DEFAULTS: Inherited = {
  mode: 'tcp',
  maxconn: null,
  source: null,
  serverOptions: {},
  defaultBackend: null,
};

export function newProxy(
  section: ProxySection,
  name: string,
  place: Place,
  { mode, maxconn, source, serverOptions, defaultBackend }: Inherited,
): ProxyDraft {
  return {
    section,
    name,
    place,
    mode,
    maxconn,
    source,
    serverOptions,
    defaultBackend,
    binds: [],
    useBackends: [],
    serverLines: [],
  };
}

export function toFrontend(draft: ProxyDraft): HaproxyFrontend {
  const own = draft.section === 'listen' ? [{ name: draft.name, place: draft.place }] : [];
  const fallback = draft.defaultBackend ? [draft.defaultBackend] : [];
  const all = [...draft.useBackends, ...fallback, ...own];
  const backends = [...new Map(all.map((backend) => [backend.name, backend])).values()];
  const { name, mode, maxconn, binds, place } = draft;
  return { name, mode, maxconn, binds, backends, place };
}

export function isBackend({ section }: ProxyDraft): boolean {
  return section === 'backend' || section === 'listen';
}
