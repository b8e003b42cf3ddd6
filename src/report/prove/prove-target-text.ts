import { formatCount } from '../../lib/units.js';
import type { TargetProof } from '../../model/prove-config.js';
import { changedLines } from '../capacity/target-text.js';
import { type Layout, sectionsText, shown } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { wrap } from '../text/wrap.js';
import {
  evidenceLines,
  measuredText,
  predictedText,
  proofTable,
  spanText,
  standInLines,
  wayLines,
  whereLines,
} from './prove-config-text.js';

/** The target beside the predictions without and with the mend, and what was held. */
export function renderTargetProof(proof: TargetProof, layout: Layout): string {
  const result = shown(proof);
  const { target, predicted, measured, changes, scale } = result;
  const asked = scale === 1 ? '' : `${formatCount(target.asked)} times 1/${Math.round(1 / scale)}`;
  const rows = [
    ['target', formatCount(target.connections), asked],
    ['without the mend', spanText(predicted.without), predictedText(predicted.without)],
    ['with the mend', spanText(predicted.with), predictedText(predicted.with)],
    ['measured', formatCount(measured.held), measuredText(result)],
  ];
  return sectionsText([
    whereLines(result, changes.length === 0 ? '' : ', mended,', layout),
    [...proofTable(rows, layout), ...evidenceLines(result, layout)],
    changeLines(result, layout),
    wayLines(result.ways, layout),
    standInLines(result.standIns, layout),
    [wrap(verdictText(result, layout), layout.columns, '', '  ')],
  ]);
}

function changeLines({ changes }: TargetProof, layout: Layout): string[] {
  if (changes.length === 0) return ['Nothing has to change.'];
  const title = 'changed, in a copy and in the namespace only';
  return [wrap(title, layout.columns, '', '  '), ...changedLines(changes, layout)];
}

function verdictText({ holds, agrees, disagreement, target }: TargetProof, layout: Layout): string {
  const paint = painter(layout);
  const count = formatCount(target.connections);
  if (!agrees) return paint.red(`✘ DISAGREES: ${disagreement ?? 'not as predicted'}`);
  if (holds) return paint.green(`✔ agrees: ${count} are held`);
  return paint.red(`✘ ${count} are not held: the changes are not enough, as predicted`);
}
