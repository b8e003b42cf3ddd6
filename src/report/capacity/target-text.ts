import { formatCount } from '../../lib/units.js';
import type { TargetChange, TargetPlan } from '../../model/capacity.js';
import { type Layout, painter, wrapWords } from '../text/layout.js';

const WHERE = {
  sysctl: '/etc/sysctl.d/90-tidegate.conf, then sysctl --system',
  service: 'what starts the proxy: its systemd unit, or --ulimit of its container',
  nginx: 'nginx.conf',
  haproxy: 'haproxy.cfg',
  clients: 'the clients',
  host: 'the host',
} as const satisfies Record<TargetChange['where'], string>;

/** What to change, by the place where it is pasted. */
export function targetSection(plan: TargetPlan, layout: Layout): string[] {
  const { connections, reached, after, changes } = plan;
  const title = painter(layout).bold(`To hold ${formatCount(connections)}`);
  if (changes.length === 0) return [title, '  Nothing has to change.'];
  const holds = after === null ? 'without limit' : formatCount(after);
  return [
    title,
    ...changedLines(changes, layout),
    reached
      ? `  With these changes it holds ${holds}.`
      : `  These changes are not enough: it then holds ${holds}.`,
  ];
}

/** The changes, by the place where they are made. */
export function changedLines(changes: readonly TargetChange[], layout: Layout): string[] {
  return (Object.keys(WHERE) as (keyof typeof WHERE)[]).flatMap((where) =>
    placeSection(where, changes, layout),
  );
}

/** Nothing that is to be pasted is wrapped. */
function placeSection(
  where: TargetChange['where'],
  changes: readonly TargetChange[],
  { columns }: Layout,
): string[] {
  const here = changes.filter((change) => change.where === where);
  if (here.length === 0) return [];
  return [
    `  In ${WHERE[where]}:`,
    ...here.flatMap(({ what, lines, limit }) => [
      `    ${wrapWords(`# ${limit}: ${what}`, columns - 4, '    # ')}`,
      ...lines.map((line) => `    ${line}`),
    ]),
  ];
}
