import { formatCount } from '../../lib/units.js';
import type { TargetProof } from '../../model/prove-config.js';
import { changedLines } from '../capacity/target-text.js';
import { type Layout, painter, plainTable, shown, wrapWords } from '../text/layout.js';
import {
  evidenceText,
  givenText,
  measuredText,
  predictedText,
  spanText,
  standInLines,
  wayLines,
} from './prove-config-text.js';

/** The target beside what is predicted without and with the mend, and what was held. Ends with a newline. */
export function renderTargetProof(proof: TargetProof, layout: Layout): string {
  const result = shown(proof);
  const { config, engine, kernel, target, predicted, measured, changes, scale } = result;
  const paint = painter(layout);
  const version = engine.version ? ` ${engine.version}` : '';
  const wrapped = (text: string) => wrapWords(text, layout.columns, '  ');
  const mended = changes.length === 0 ? '' : ', mended,';
  const asked = scale === 1 ? '' : `${formatCount(target.asked)} times 1/${Math.round(1 / scale)}`;
  const lines = [
    wrapped(
      `${config}${mended} run by ${engine.name}${version} in a private network namespace, Linux ${kernel}`,
    ),
    paint.dim(wrapped(givenText(result))),
    '',
    ...plainTable(
      [
        ['target', formatCount(target.connections), asked],
        ['without the mend', spanText(predicted.without), predictedText(predicted.without)],
        ['with the mend', spanText(predicted.with), predictedText(predicted.with)],
        ['measured', formatCount(measured.held), measuredText(result)],
      ],
      ['left', 'right', 'left'],
    ),
    ...evidenceText(result, layout),
    ...changeLines(result, layout),
    ...wayLines(result.ways),
    ...standInLines(result.standIns, layout),
    '',
    wrapped(verdictText(result, layout)),
  ];
  return `${lines.join('\n')}\n`;
}

function changeLines({ changes }: TargetProof, layout: Layout): string[] {
  if (changes.length === 0) return ['', 'Nothing has to change.'];
  return ['', 'changed, in a copy and in the namespace only', ...changedLines(changes, layout)];
}

function verdictText({ holds, agrees, disagreement, target }: TargetProof, layout: Layout): string {
  const paint = painter(layout);
  const count = formatCount(target.connections);
  if (!agrees) return paint.red(`✘ DISAGREES: ${disagreement ?? 'not as predicted'}`);
  if (holds) return paint.green(`✔ agrees: ${count} are held`);
  return paint.red(`✘ ${count} are not held: the changes are not enough, as predicted`);
}
