import { formatCount, plural } from '../../lib/units.js';
import type { ConnectTimes, ProvenCase, ProveResult } from '../../model/prove.js';
import { type Layout, sectionsText, shown } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { tableLines } from '../text/table.js';
import { wrap } from '../text/wrap.js';

/** Prediction beside measurement, one line for each case; then the soft cliff. */
export function renderProveText(proven: ProveResult, layout: Layout): string {
  const result = shown(proven);
  const { cases, softCliff } = result;
  const paint = painter(layout);
  const mark = (agrees: boolean) => (agrees ? paint.green('✔') : paint.red('✘'));
  const rows = cases.map((proven) => [
    ...described(proven),
    spanText(proven),
    formatCount(proven.measured),
    mark(proven.agrees),
  ]);
  const table = tableLines(
    { head: HEAD, rows, aligns: ['left', 'left', 'right', 'right', 'right', 'left'] },
    layout,
  );
  const title = `Predicted and measured in a private network namespace, Linux ${result.kernel}`;
  return sectionsText([
    [wrap(title, layout.columns, '', '  ')],
    table,
    ...cases.map((proven) => mapLines(proven, layout)),
    softCliff ? cliffLines(softCliff, layout, mark) : [],
    [wrap(conclusion(result), layout.columns, '', '  ')],
  ]);
}

function conclusion({ cases, softCliff }: ProveResult): string {
  const cliff = softCliff && !('skipped' in softCliff) ? [softCliff] : [];
  const wrong = [...cases, ...cliff].filter(({ agrees }) => !agrees).length;
  const all = `${cases.length} ${plural(cases.length, 'case')}`;
  const whole = cliff.length > 0 ? `${all} and the soft cliff` : all;
  return `${whole}: the kernel ${wrong === 0 ? 'agrees' : `disagrees with ${wrong}`}`;
}

const HEAD = ['case', 'range', 'S x D', 'predicted', 'measured', ''];

function described({ name, portRange, sources, destinations }: ProvenCase): string[] {
  return [name, portRange.join('-'), `${sources} x ${destinations}`];
}

/** `600`, or `588-594` if the kernel may stop anywhere between. */
function spanText({ predicted: { guaranteed, max } }: ProvenCase): string {
  return guaranteed === max ? formatCount(max) : `${formatCount(guaranteed)}-${formatCount(max)}`;
}

/** If a map chooses the source: what each source held, and when the first was full. */
function mapLines({ name, perSource, firstFailure }: ProvenCase, { columns }: Layout): string[] {
  const lines: string[] = [];
  if (perSource) {
    const chosen = perSource
      .filter(({ predicted, measured }) => predicted > 0 || measured > 0)
      .map(({ source, predicted, measured }) => `${source} ${measured} of ${predicted}`);
    const never = perSource.length - chosen.length;
    lines.push(`held ${chosen.join(', ')}; ${never} of ${perSource.length} sources never chosen`);
  }
  if (firstFailure) {
    const { predicted, measured, tolerance } = firstFailure;
    lines.push(
      `first source full at ${formatCount(measured)} connections; predicted ${formatCount(predicted)}, to within the ${tolerance} ports of one client address`,
    );
  }
  if (lines.length === 0) return [];
  return [wrap(name, columns, '', '  '), ...lines.map((line) => wrap(line, columns, '  ', '    '))];
}

function cliffLines(
  cliff: NonNullable<ProveResult['softCliff']>,
  layout: Layout,
  mark: (agrees: boolean) => string,
): string[] {
  const line = (text: string, first = ''): string =>
    wrap(text, layout.columns, first, `${first}  `);
  if ('skipped' in cliff) return [line(`Soft cliff: skipped, ${cliff.skipped}`)];
  const place = `${mark(cliff.agrees)} at ${formatCount(cliff.measured)}, predicted ${formatCount(cliff.predicted)}`;
  const rows = [
    ['a connect before', ...timesText(cliff.before)],
    ['a connect after', ...timesText(cliff.after)],
  ];
  return [
    line(`Soft cliff of one source and one destination, ${cliff.portRange.join('-')}  ${place}`),
    ...tableLines({ rows, aligns: ['left', 'right', 'right'], indent: '  ' }, layout),
    line(`${cliff.ratio} times as long in the median`, '  '),
  ];
}

function timesText({ medianUs, p99Us }: ConnectTimes): string[] {
  return [`median ${us(medianUs)}`, `p99 ${us(p99Us)}`];
}

function us(value: number): string {
  return `${formatCount(value)} us`;
}
