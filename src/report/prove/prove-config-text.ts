import { formatCount } from '../../lib/units.js';
import type { ConfigProof } from '../../model/prove-config.js';
import { type Layout, painter, plainTable, shown, wrapWords } from '../text/layout.js';

/** Predicted beside measured, with the limits of both, and what stood in for what. Ends with a newline. */
export function renderConfigProof(proof: ConfigProof, layout: Layout): string {
  const result = shown(proof);
  const { config, engine, kernel, predicted, measured, ways, agrees } = result;
  const paint = painter(layout);
  const version = engine.version ? ` ${engine.version}` : '';
  const verdict = agrees
    ? paint.green('✔ agrees')
    : paint.red(`✘ DISAGREES: ${result.disagreement ?? 'not as predicted'}`);
  const lines = [
    wrapWords(
      `${config} run by ${engine.name}${version} in a private network namespace, Linux ${kernel}`,
      layout.columns,
      '  ',
    ),
    paint.dim(wrapWords(givenText(result), layout.columns, '  ')),
    '',
    ...plainTable(
      [
        ['predicted', spanText(predicted), predictedText(predicted)],
        ['measured', formatCount(measured.held), measuredText(result)],
      ],
      ['left', 'right', 'left'],
    ),
    ...evidenceText(result, layout),
    ...wayLines(ways),
    ...standInLines(result.standIns, layout),
    '',
    `${verdict} (tolerance: ${toleranceText(result)})`,
  ];
  return `${lines.join('\n')}\n`;
}

export function givenText({
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

export function evidenceText(
  { refused }: Pick<ConfigProof, 'refused'>,
  { columns }: Layout,
): string[] {
  if (!refused) return [];
  const lines = [`the client that was refused: ${refused.seen}`, refused.evidence];
  return lines.map((line) => `  ${wrapWords(line, columns - 2, '    ')}`);
}

export function wayLines(ways: ConfigProof['ways']): string[] {
  if (ways.length < 2) return [];
  const rows = ways.map(({ name, held, answers }) => [
    `  ${name}`,
    formatCount(held),
    answers ? `${answers} at once: nothing is passed on` : '',
  ]);
  return ['', 'held by way', ...plainTable(rows, ['left', 'right', 'left'])];
}

export function standInLines(standIns: readonly string[], { columns }: Layout): string[] {
  if (standIns.length === 0) return [];
  return [
    '',
    'stood in for',
    ...standIns.map((sentence) => `  ${wrapWords(sentence, columns - 2, '    ')}`),
  ];
}

function toleranceText({ tolerance }: ConfigProof): string {
  return tolerance === 0 ? 'none' : `${formatCount(tolerance)}`;
}
