import type { Finding } from '../../src/model/lint.js';
import { changedFiles, renderLintDiff } from '../../src/report/lint/lint-diff.js';
import { layoutWith } from './layout.js';

/** The output of `lint --fix`, each file under its own name. */
export function fixDiff(findings: readonly Finding[], textOf: (file: string) => string): string {
  const files = new Map(
    changedFiles(findings).map((file) => [file, { name: file, text: textOf(file) }]),
  );
  return renderLintDiff({ findings, files }, layoutWith());
}
