import type { Part } from '../messages.js';
import {
  type StatusClock,
  serverSettings,
  type ToldGroup,
  upstreamStatus,
} from './upstream-status.js';

/** The version of the NGINX Plus API; a part of it is implemented. */
const VERSION = 9;

/** What the API reports. */
export interface StatusSource {
  groupsOf(part: Part): ToldGroups;
  readonly clock: StatusClock;
  /** This process: the answer to `/nginx`. */
  process(): object;
  /** Its client connections: the answer to `/connections`. */
  connections(): object;
}

/** The upstreams of a part. */
interface ToldGroups {
  readonly all: Iterable<ToldGroup>;
  get(name: string): ToldGroup | null;
}

export interface ApiAnswer {
  readonly status: 200 | 404;
  readonly body: object;
}

/** Answers a GET. @param path what follows the location's own path, `9/http/upstreams` */
export function askApi(path: string, source: StatusSource): ApiAnswer {
  const steps = path.split('/').filter((step) => step !== '');
  let found: unknown = root(source);
  for (const step of steps) found = isBranch(found) ? found.step(step) : undefined;
  if (found === undefined) return { status: 404, body: notFound(steps) };
  return { status: 200, body: isBranch(found) ? found.value() : (found as object) };
}

/** A node of the tree: its own answer, and its children. */
class Branch {
  readonly value: () => object;
  readonly step: (name: string) => unknown;

  constructor(value: () => object, step: (name: string) => unknown) {
    this.value = value;
    this.step = step;
  }
}

function isBranch(node: unknown): node is Branch {
  return node instanceof Branch;
}

/** Lists the names below it, and leads to them. */
function directory(children: Readonly<Record<string, () => unknown>>): Branch {
  return new Branch(
    () => Object.keys(children),
    (name) => (Object.hasOwn(children, name) ? children[name]?.() : undefined),
  );
}

function root(source: StatusSource): Branch {
  const version = directory({
    nginx: () => source.process(),
    connections: () => source.connections(),
    http: () =>
      directory({
        server_zones: () => ({}),
        location_zones: () => ({}),
        upstreams: () => upstreams('http', source),
      }),
    stream: () =>
      directory({
        server_zones: () => ({}),
        upstreams: () => upstreams('stream', source),
      }),
  });
  return new Branch(
    () => [VERSION],
    (name) => (name === String(VERSION) ? version : undefined),
  );
}

function upstreams(part: Part, { groupsOf, clock }: StatusSource): Branch {
  const groups = groupsOf(part);
  return new Branch(
    () =>
      Object.fromEntries(
        [...groups.all].map((group) => [group.name, upstreamStatus(part, group, clock)]),
      ),
    (name) => {
      const group = groups.get(name);
      if (group === null) return undefined;
      const servers = new Branch(
        () => group.peers.map(serverSettings),
        (id) => {
          const peer = /^\d+$/.test(id) ? group.peers[Number(id)] : undefined;
          return peer === undefined ? undefined : serverSettings(peer, Number(id));
        },
      );
      return new Branch(
        () => upstreamStatus(part, group, clock),
        (step) => (step === 'servers' ? servers : undefined),
      );
    },
  );
}

function notFound([, , kind, name]: readonly string[]): object {
  const upstream = kind === 'upstreams' && name !== undefined;
  return {
    error: {
      status: 404,
      text: upstream ? 'upstream not found' : 'path not found',
      code: upstream ? 'UpstreamNotFound' : 'PathNotFound',
    },
  };
}
