import { formatCount } from '../../lib/units.js';
import type {
  Binding,
  CapacityReport,
  EndToEnd,
  HopCapacity,
  Warning,
} from '../../model/capacity.js';
import { type Layout, sectionsText, shown } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { wrap } from '../text/wrap.js';
import { hopLines, limitTable } from './capacity-hop.js';
import { legendSection } from './capacity-legend.js';
import { targetSection } from './target-text.js';

/** The text of a capacity report: the answer first, then every limit that it is the least of. */
export function renderCapacityText(assessed: CapacityReport, layout: Layout): string {
  const report = shown(assessed);
  const title = `Capacity of ${report.config ?? 'a hop'}`;
  const errors = report.warnings.filter(({ severity }) => severity === 'error');
  const warnings = report.warnings.filter(({ severity }) => severity !== 'error');
  return sectionsText([
    [painter(layout).bold(wrap(title, layout.columns, '', '  ')), ...headline(report, layout)],
    ...errors.map((warning) => warningSection(warning, layout)),
    ...report.hops.map((hop, index) => hopLines(hop, `Hop ${index + 1}`, layout)),
    hostSection(report, layout),
    legendSection(report, layout),
    report.target ? targetSection(report.target, layout) : [],
    documentedSection(report, layout),
    ...warnings.map((warning) => warningSection(warning, layout)),
  ]);
}

/** The single figure, for a script. */
export function renderCapacityFigure({ endToEnd }: CapacityReport): string {
  return `${endToEnd.max ?? 'unknown'}\n`;
}

function headline(report: CapacityReport, layout: Layout): string[] {
  const { endToEnd, routes, hops } = report;
  const paint = painter(layout);
  const line = (text: string, first = ''): string =>
    wrap(text, layout.columns, first, `${first}  `);
  if (endToEnd.max === null || !endToEnd.binding) return ['End to end: no limit is known.'];
  const lines = [
    line(
      `End to end: ${paint.bold(formatCount(endToEnd.max))} connections, ${bound(endToEnd, hops)}`,
    ),
  ];
  const { runnerUp } = endToEnd;
  if (runnerUp) {
    const where = placeOf(runnerUp, hops);
    const above = `${formatCount(runnerUp.above)} above`;
    lines.push(
      line(`next: ${formatCount(runnerUp.max)}, ${runnerUp.limit} ${where}, ${above}`, '  '),
    );
  }
  if (routes.length < 2) return lines;
  const each = routes.map((route) => {
    const max = route.max === null ? 'unlimited' : formatCount(route.max);
    const by = route.binding ? `, ${bound(route, hops)}` : '';
    return line(`${wayOf(route.hops, route.hopIndexes)}: ${max}${by}`, '  ');
  });
  const title = line('Each way by itself; together they hold the figure above:');
  return [...lines, title, ...some(each)];
}

/** Nobody reads ten thousand ways; the JSON has them all. */
const MOST_WAYS = 40;

function some(ways: readonly string[]): readonly string[] {
  const more = ways.length - MOST_WAYS;
  return more > 0 ? [...ways.slice(0, MOST_WAYS), `  and ${formatCount(more)} more`] : ways;
}

function wayOf(names: readonly string[], indexes: readonly number[]): string {
  return names.map((name, at) => `${name} (hop ${(indexes[at] ?? 0) + 1})`).join(' -> ');
}

function bound({ bindings }: EndToEnd, hops: readonly HopCapacity[]): string {
  const [first, ...others] = bindings;
  if (!first) return '';
  const named = `bound by ${first.limit} ${placeOf(first, hops)}`;
  if (others.length === 0) return named;
  const alike = others.slice(0, MOST_BINDINGS).map((one) => `${one.limit} ${placeOf(one, hops)}`);
  const more = others.length - alike.length;
  return `${named} and ${[...alike, ...(more > 0 ? [`${more} more`] : [])].join(' and ')}`;
}

const MOST_BINDINGS = 2;

function placeOf({ hopIndex }: Pick<Binding, 'hopIndex'>, hops: readonly HopCapacity[]): string {
  if (hopIndex === null) return 'of the host';
  return hops.length === 1 ? 'of the hop' : `of hop ${hopIndex + 1}`;
}

function hostSection({ host, endToEnd }: CapacityReport, layout: Layout): string[] {
  if (host.limits.length === 0) return [];
  const binding = endToEnd.binding?.hopIndex === null ? endToEnd.binding.limit : null;
  return [painter(layout).bold('Host, in sessions'), ...limitTable(host.limits, binding, layout)];
}

function documentedSection({ documented }: CapacityReport, { columns }: Layout): string[] {
  if (!documented) return [];
  const { addresses, ports, max } = documented;
  const exact = formatCount(addresses * ports);
  const text = `Documented formula: (2^24 - 2) x (${formatCount(ports)} - 1) / 2 = ${formatCount(max)}, for all of 127.0.0.0/8 to one destination. Exactly, it is ${formatCount(addresses)} x ${formatCount(ports)} = ${exact}, slow past half.`;
  return [wrap(text, columns, '', '  ')];
}

function warningSection(warning: Warning, layout: Layout): string[] {
  const { file, line, severity } = warning;
  const { columns } = layout;
  const paint = painter(layout);
  const titles = {
    error: paint.red('Error'),
    info: paint.dim('Note'),
    warning: paint.yellow('Warning'),
  };
  const title = titles[severity ?? 'warning'];
  return [
    `${title} ${warning.code}`,
    ...(file === null
      ? []
      : [paint.dim(wrap(line === null ? file : `${file}:${line}`, columns, '  '))]),
    wrap(warning.message, columns, '  '),
    wrap(`Mend: ${warning.fix}`, columns, '  '),
  ];
}
