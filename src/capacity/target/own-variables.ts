import { groupBy } from '../../lib/group-by.js';
import type { TargetChange } from '../../model/capacity.js';
import type { Hop } from '../../model/hop.js';
import { endOf } from './own-sources.js';
import { loopbackAddress, numberOf, writtenSources } from './split-block.js';

const VARIABLE = /\$bind_addr\b/;

/** `    9.09% ADDRESS_1;`, `    * 127.0.0.1;`, `proxy_bind ADDRESS_1;`. */
const SOURCE = /^( *(?:[\d.]+%|\*|[a-z]+_bind) )([\w.:[\]]+);$/;

/**
 * Gives each of several nginx hops that choose their source by a hash its own variable, so that no
 * other hop binds by it. To the same servers each hop connects from different addresses; from the
 * same ones they would share the ports. Hops of one `proxy_pass` whose target is a variable bind by
 * one line, so the hop with the most sources decides for all of them.
 * @param hops as they are now
 */
export function withOwnVariables(
  changes: readonly TargetChange[],
  hops: readonly Hop[],
): TargetChange[] {
  const choosing = changes.filter(({ where, lines }) => {
    return where === 'nginx' && lines.some((line) => SOURCE.test(line));
  });
  const staying = hops.filter((hop, at) => {
    return hop.openedBy === 'nginx' && !choosing.some(({ hopIndex }) => hopIndex === at);
  });
  const byPlace = groupBy(choosing, (change) => placeOf(change, hops));
  const kept = new Map([...byPlace.values()].map((alike) => [largestOf(alike), alike]));
  const taken = new Set<string>();
  const before: { readonly hop: Hop | undefined; readonly sources: readonly string[] }[] = [];
  return changes.flatMap((change) => {
    const alike = kept.get(change);
    if (!alike) return choosing.includes(change) ? [] : [change];
    const name = nameFor(change, hops, taken);
    taken.add(name);
    const hop = hops[change.hopIndex ?? -1];
    const rivals = [...before, ...staying.map((one) => ({ hop: one, sources: sourcesOf(one) }))];
    const used = rivals.filter((rival) => hop && rival.hop && shareEnds(hop, rival.hop));
    const lines = apart(change.lines, new Set(used.flatMap(({ sources }) => sources)));
    before.push({ hop, sources: sourcesIn(lines) });
    const together = alike.map(({ hop }) => hop).join(' and ');
    return [
      {
        ...change,
        what: change.what.replace(`Connect to ${change.hop}`, () => `Connect to ${together}`),
        lines: lines.map((line) => line.replace(VARIABLE, () => name)),
      },
    ];
  });
}

function largestOf(alike: readonly TargetChange[]): TargetChange | undefined {
  const most = Math.max(...alike.map(({ lines }) => lines.length));
  return alike.find(({ lines }) => lines.length === most);
}

function sourcesIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => SOURCE.exec(line)?.[2] ?? []);
}

/** The sources of a hop as it is. */
function sourcesOf(hop: Hop): readonly string[] {
  const written = writtenSources(hop);
  return written.length === 0 && hop.loopback ? ['127.0.0.1'] : written;
}

function shareEnds(a: Hop, b: Hop): boolean {
  const ends = new Set(a.pairs?.map(({ key }) => endOf(key)));
  return b.pairs?.some(({ key }) => ends.has(endOf(key))) ?? a.name === b.name;
}

/** The lines with sources other than those of other hops to the same servers. */
function apart(lines: readonly string[], taken: ReadonlySet<string>): readonly string[] {
  if (!sourcesIn(lines).some((source) => taken.has(source))) return lines;
  const highest = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.max(a, b), 0);
  const loopback = highest([...taken].map(numberOf));
  let blank = highest([...taken].map((source) => Number(BLANK.exec(source)?.[1] ?? 0)));
  return lines.map((line) =>
    line.replace(SOURCE, (_, share: string, source: string) => {
      const number = numberOf(source);
      if (number > 0) return `${share}${loopbackAddress(number + loopback)};`;
      blank += 1;
      return `${share}ADDRESS_${blank};`;
    }),
  );
}

const BLANK = /^ADDRESS_(\d+)$/;

function placeOf({ hopIndex }: TargetChange, hops: readonly Hop[]): string {
  const place = hopIndex === null ? undefined : hops[hopIndex]?.place;
  return place ? JSON.stringify(place) : `hop ${hopIndex}`;
}

function nameFor(change: TargetChange, hops: readonly Hop[], taken: ReadonlySet<string>): string {
  const usual = '$bind_addr';
  const place = placeOf(change, hops);
  const isOthers = hops.some(
    ({ sources }, hopIndex) =>
      sources.distribution?.by.endsWith(` ${usual}`) &&
      placeOf({ ...change, hopIndex }, hops) !== place,
  );
  return isOthers || taken.has(usual) ? `${usual}_${(change.hopIndex ?? 0) + 1}` : usual;
}
