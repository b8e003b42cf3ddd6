import { formatCount } from '../../lib/units.js';
import type { TargetChange, TargetPlan } from '../../model/capacity.js';
import type { Layout } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { wrap } from '../text/wrap.js';

const WHERE = {
  sysctl: '/etc/sysctl.d/90-tidegate.conf, then sysctl --system',
  service: 'what starts the proxy: its systemd unit, or --ulimit of its container',
  nginx: 'nginx.conf',
  haproxy: 'haproxy.cfg',
  clients: 'the clients',
  host: 'the host',
} as const satisfies Record<TargetChange['where'], string>;

/** What to change, grouped by the place where it is pasted. */
export function targetSection(plan: TargetPlan, layout: Layout): string[] {
  const { connections, reached, after, changes } = plan;
  const title = painter(layout).bold(`To hold ${formatCount(connections)}`);
  if (changes.length === 0) return [title, '  Nothing has to change.'];
  const { columns } = layout;
  const holds = after === null ? 'without limit' : formatCount(after);
  return [
    title,
    ...changedLines(changes, layout),
    wrap(
      reached
        ? `With these changes it holds ${holds}.`
        : `These changes are not enough: it then holds ${holds}.`,
      columns,
      '  ',
    ),
  ];
}

/** The changes, grouped by the place where they are made. */
export function changedLines(changes: readonly TargetChange[], layout: Layout): string[] {
  return (Object.keys(WHERE) as (keyof typeof WHERE)[]).flatMap((where) =>
    placeSection(where, changes, layout),
  );
}

/** Lines to be pasted are never wrapped. */
function placeSection(
  where: TargetChange['where'],
  changes: readonly TargetChange[],
  { columns }: Layout,
): string[] {
  const here = changes.filter((change) => change.where === where);
  if (here.length === 0) return [];
  return [
    wrap(`In ${WHERE[where]}:`, columns, '  ', '    '),
    ...here.flatMap(({ what, lines, limit }) => [
      wrap(`${limit}: ${what}`, columns, '    # '),
      ...lines.map((line) => `    ${line}`),
    ]),
  ];
}
