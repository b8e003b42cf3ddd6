import type { ChalkInstance } from 'chalk';
import { formatPlace } from '../../lib/errors.js';
import { plural } from '../../lib/units.js';
import type { Finding, LintReport, Severity } from '../../model/lint.js';
import { type Layout, sectionsText, shown } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { whole, wrap } from '../text/wrap.js';

/** Findings in the form of a compiler: the place, so that an editor can jump there, then the rest. */
export function renderLintText(linted: LintReport, layout: Layout): string {
  const report = shown(linted);
  return sectionsText([
    ...report.findings.map((finding) => findingLines(finding, layout)),
    [wrap(summary(report), layout.columns, '', '  ')],
  ]);
}

function findingLines(finding: Finding, layout: Layout): string[] {
  const { place, severity, code, message, why, mend } = finding;
  const { columns } = layout;
  const paint = painter(layout);
  // An editor jumps to a place only if it is printed unbroken.
  const at = whole(`${formatPlace(place)}:`);
  const first = `${at} ${paintOf(paint)[severity](severity)} ${paint.bold(code)}: ${message}`;
  return [
    wrap(first, columns, '', '  '),
    wrap(`Why: ${why}`, columns, '    '),
    wrap(`Mend: ${mend.replace(PASTED, whole)}`, columns, '    '),
  ];
}

/** Commands and directives with their arguments, which are copied and must not be broken. */
const PASTED =
  /sysctl -w [\w.]{1,64}=(?:"[^"]{0,64}"|[^ ]{0,64})|\b[a-z]{1,20}_[a-z_]{1,40}(?: [^\s;]{1,40}){1,2};/g;

function paintOf(paint: ChalkInstance): Record<Severity, ChalkInstance> {
  return { error: paint.red, warning: paint.yellow, info: paint.cyan };
}

function summary({ file, findings }: LintReport): string {
  if (findings.length === 0) return `${file}: nothing found`;
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity).length;
  const mended = findings.filter((finding) => finding.edits).length;
  const parts = [
    `${count('error')} ${plural(count('error'), 'error')}`,
    `${count('warning')} ${plural(count('warning'), 'warning')}`,
    `${count('info')} to know`,
  ];
  return `${parts.join(', ')}${mended > 0 ? `; --fix mends ${mended}` : ''}`;
}
