import type { ChalkInstance } from 'chalk';
import { formatPlace } from '../../lib/errors.js';
import type { Finding, LintReport, Severity } from '../../model/lint.js';
import { type Layout, painter, shown, wrapWords } from '../text/layout.js';

/** Findings as a compiler prints them: the place, so that an editor jumps there, then the rest. */
export function renderLintText(linted: LintReport, layout: Layout): string {
  const report = shown(linted);
  const paint = painter(layout);
  const sections = report.findings.map((finding) => findingSection(finding, paint, layout));
  return [...sections, summary(report)].map((section) => `${section}\n`).join('\n');
}

function findingSection(finding: Finding, paint: ChalkInstance, { columns }: Layout): string {
  const { place, severity, code, message, why, mend } = finding;
  const at = `${formatPlace(place)}:`;
  // Coloured after it is wrapped: escape sequences take no room.
  const rest = wrapWords(`${at} ${severity} ${code}: ${message}`, columns, '  ')
    .slice(at.length)
    .replace(severity, paintOf(paint)[severity](severity))
    .replace(code, paint.bold(code));
  const indented = (text: string) => `    ${wrapWords(text, columns, '    ', 4)}`;
  const toPaste = indented(`Mend: ${unbroken(mend)}`).replaceAll(NO_BREAK, ' ');
  return [at + rest, indented(`Why: ${why}`), toPaste].join('\n');
}

const NO_BREAK = '\u00a0';

/** A command, and a directive with its arguments, which are copied as they stand. */
const PASTED =
  /sysctl -w [\w.]{1,64}=(?:"[^"]{0,64}"|[^ ]{0,64})|\b[a-z]{1,20}_[a-z_]{1,40}(?: [^\s;]{1,40}){1,2};/g;

function unbroken(text: string): string {
  return text.replace(PASTED, (command) => command.replaceAll(' ', NO_BREAK));
}

function paintOf(paint: ChalkInstance): Record<Severity, ChalkInstance> {
  return { error: paint.red, warning: paint.yellow, info: paint.cyan };
}

function summary({ file, findings }: LintReport): string {
  if (findings.length === 0) return `${file}: nothing found`;
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity).length;
  const mended = findings.filter((finding) => finding.edits).length;
  const parts = [
    plural(count('error'), 'error', 'errors'),
    plural(count('warning'), 'warning', 'warnings'),
    `${count('info')} to know`,
  ];
  return `${parts.join(', ')}${mended > 0 ? `; --fix mends ${mended}` : ''}`;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
