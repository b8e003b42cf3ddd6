import { groupBy } from '../../../lib/group-by.js';
import { listed } from '../../../lib/text/listed.js';
import type { Warning } from '../../../model/capacity.js';
import type { HaproxyBackend, HaproxyServer } from '../../../model/haproxy.js';
import type { Way } from './own-ends.js';

/** A connection from a frontend to another frontend of the same HAProxy. */
export interface OwnEdge {
  readonly from: Way;
  readonly backend: HaproxyBackend;
  readonly server: HaproxyServer;
  readonly to: Way;
}

/** Frontends of one HAProxy where sessions from each come to all of them again. */
export interface Circle {
  /** In the order of the file. */
  readonly ways: readonly Way[];
  /** The edge back to the first of them. */
  readonly closing: OwnEdge;
  /** No session ever leaves it. */
  readonly endless: boolean;
}

/**
 * The frontends that no session leaves. @param leaving those that answer, or pass on to other
 * programs
 */
export function endlessOf(
  ways: readonly Way[],
  edges: readonly OwnEdge[],
  leaving: readonly Way[],
): ReadonlySet<Way> {
  const before = groupBy(edges, ({ to }) => to);
  const out = reached(leaving, (way) => (before.get(way) ?? []).map(({ from }) => from));
  const left = new Set(leaving);
  return new Set(ways.filter((way) => !out.has(way) && !left.has(way)));
}

/** @param edges each connection of the HAProxy to itself */
export function circlesOf(
  ways: readonly Way[],
  edges: readonly OwnEdge[],
  endless: ReadonlySet<Way>,
): Circle[] {
  const next = groupBy(edges, ({ from }) => from);
  const before = groupBy(edges, ({ to }) => to);
  const seen = new Set<Way>();
  return ways.flatMap((first) => {
    if (seen.has(first)) return [];
    const ahead = reached([first], (way) => (next.get(way) ?? []).map(({ to }) => to));
    if (!ahead.has(first)) return [];
    const behind = reached([first], (way) => (before.get(way) ?? []).map(({ from }) => from));
    const members = ways.filter((way) => ahead.has(way) && behind.has(way));
    for (const way of members) seen.add(way);
    const closing = before.get(first)?.find(({ from }) => ahead.has(from));
    return closing ? [{ ways: members, closing, endless: endless.has(first) }] : [];
  });
}

/** What can be reached in one or more steps. */
function reached(starts: readonly Way[], nextOf: (way: Way) => readonly Way[]): ReadonlySet<Way> {
  const found = new Set<Way>();
  const open = [...starts];
  for (let way = open.pop(); way; way = open.pop()) {
    for (const next of nextOf(way)) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

/**
 * The warning about a circle. Measured with 2.6.12: one GET into one takes all of maxconn 100 and
 * ends in 504.
 */
export function circleWarning({ ways, closing, endless }: Circle): Warning {
  const { server, backend, to } = closing;
  const others = ways.filter((way) => way !== to).map(({ frontend }) => frontend.name);
  const over = others.length > 0 ? `, over ${listed(others, MOST_NAMES)}` : '';
  const taken = endless
    ? 'one session takes every connection of maxconn'
    : 'a session may take many connections of maxconn';
  return {
    code: 'PROXIES_TO_ITSELF',
    ...(endless && { severity: 'error' as const }),
    message: `server ${server.name} of ${backend.name} leads back to ${to.frontend.section} ${to.frontend.name} of this same HAProxy${over}: ${taken}`,
    fix: 'Write the address where the application listens.',
    file: server.place.file,
    line: server.place.line,
  };
}

const MOST_NAMES = 4;
