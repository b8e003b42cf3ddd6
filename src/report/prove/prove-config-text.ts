import { formatCount } from '../../lib/units.js';
import type { ConfigProof } from '../../model/prove-config.js';
import { type Layout, sectionsText, shown } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { tableLines } from '../text/table.js';
import { wrap } from '../text/wrap.js';

/** Predicted beside measured, with the limits of both, and what replaced what. */
export function renderConfigProof(proof: ConfigProof, layout: Layout): string {
  const result = shown(proof);
  const { predicted, measured, agrees } = result;
  const paint = painter(layout);
  const verdict = agrees
    ? paint.green('✔ agrees')
    : paint.red(`✘ DISAGREES: ${result.disagreement ?? 'not as predicted'}`);
  const rows = [
    ['predicted', spanText(predicted), predictedText(predicted)],
    ['measured', formatCount(measured.held), measuredText(result)],
  ];
  return sectionsText([
    whereLines(result, '', layout),
    [...proofTable(rows, layout), ...evidenceLines(result, layout)],
    wayLines(result.ways, layout),
    standInLines(result.standIns, layout),
    [wrap(`${verdict} (tolerance: ${toleranceText(result)})`, layout.columns, '', '  ')],
  ]);
}

/** One row for each count, with the limit that it reached. */
export function proofTable(rows: readonly (readonly string[])[], layout: Layout): string[] {
  return tableLines({ rows, aligns: ['left', 'right', 'left'] }, layout);
}

/** What ran the configuration, and its limits. */
export function whereLines(
  proof: Pick<ConfigProof, 'config' | 'engine' | 'kernel' | 'given' | 'scale'>,
  mended: string,
  layout: Layout,
): string[] {
  const { config, engine, kernel } = proof;
  const version = engine.version ? ` ${engine.version}` : '';
  const where = `run by ${engine.name}${version} in a private network namespace, Linux ${kernel}`;
  return [
    wrap(`${config}${mended} ${where}`, layout.columns, '', '  '),
    painter(layout).dim(wrap(givenText(proof), layout.columns, '', '  ')),
  ];
}

function givenText({
  given: { portRange, reserved, nofile },
  scale,
}: Pick<ConfigProof, 'given' | 'scale'>): string {
  const kept = reserved === '' ? '' : `, reserved ${reserved}`;
  const [soft, hard] = [nofile.soft ?? 'unlimited', nofile.hard ?? 'unlimited'];
  const times = scale === 1 ? '' : `; ranges and limits times 1/${Math.round(1 / scale)}`;
  return `ports ${portRange.join('-')}${kept}; descriptors ${soft}, hard limit ${hard}${times}`;
}

export function spanText({ guaranteed, max }: ConfigProof['predicted']): string {
  if (max === null) return 'no limit';
  if (guaranteed === null || guaranteed === max) return formatCount(max);
  return `${formatCount(guaranteed)}-${formatCount(max)}`;
}

export function predictedText({ binding }: ConfigProof['predicted']): string {
  if (!binding) return '';
  return `${binding.limit} binds${binding.hop === null ? '' : `, hop ${binding.hop}`}`;
}

export function measuredText({
  measured,
  refused,
}: Pick<ConfigProof, 'measured' | 'refused'>): string {
  if (!refused) return 'none was refused';
  const limit = refused.limit ?? 'an unknown limit';
  const { held, firstRefusal } = measured;
  const early =
    firstRefusal !== null && firstRefusal < held ? `, first at ${formatCount(firstRefusal)}` : '';
  return `${limit} refused${early}`;
}

export function evidenceLines(
  { refused }: Pick<ConfigProof, 'refused'>,
  { columns }: Layout,
): string[] {
  if (!refused) return [];
  const lines = [`the client that was refused: ${refused.seen}`, refused.evidence];
  return lines.map((line) => wrap(line, columns, '  ', '    '));
}

export function wayLines(ways: ConfigProof['ways'], layout: Layout): string[] {
  if (ways.length < 2) return [];
  const rows = ways.map(({ name, held, answers }) => [
    name,
    formatCount(held),
    answers ? `${answers} at once: nothing is passed on` : '',
  ]);
  const table = { rows, aligns: ['left', 'right', 'left'], indent: '  ' } as const;
  return ['held by way', ...tableLines(table, layout)];
}

export function standInLines(standIns: readonly string[], { columns }: Layout): string[] {
  if (standIns.length === 0) return [];
  return ['stood in for', ...standIns.map((sentence) => wrap(sentence, columns, '  ', '    '))];
}

function toleranceText({ tolerance }: ConfigProof): string {
  return tolerance === 0 ? 'none' : `${formatCount(tolerance)}`;
}
