import { relative } from 'node:path';
import { assessCapacity } from '../capacity/assess.js';
import { lint } from '../config/nginx/lint/lint.js';
import { readLeniently } from '../config/nginx/read-leniently.js';
import { topologyOf } from '../config/nginx/topology.js';
import { diskSource } from '../host/config-source.js';
import { EXIT } from '../lib/errors.js';
import { jsonText } from '../lib/printable.js';
import type { Finding, LintReport } from '../model/lint.js';
import { type ClientOptions, clientsFor } from './clients-for.js';
import { languageOfFile } from './config-language.js';
import { asDump } from './dump.js';
import { type FactOptions, factsFor } from './facts-for.js';
import { layoutOf } from './layout-of.js';
import type { World } from './world.js';

export interface LintOptions extends ClientOptions, FactOptions {
  readonly json?: true;
  readonly fix?: true;
  readonly quiet?: true;
  readonly prefix?: string;
}

/** @throws TidegateError for a wrong option, facts file or configuration */
export async function printLint(config: string, options: LintOptions, world: World): Promise<void> {
  const findings = await findingsOf(config, options);
  const report: LintReport = { schema: 'tidegate.lint/1', file: config, findings };
  if (!options.quiet) await print(report, options, world);
  if (findings.some((finding) => finding.severity !== 'info')) world.exitCode = EXIT.fail;
}

async function findingsOf(file: string, options: LintOptions): Promise<Finding[]> {
  const language = languageOfFile(file);
  const facts = await factsFor(options, language);
  const clients = clientsFor(options, facts);
  if (language === 'haproxy') {
    const { lintHaproxyFile } = await import('./lint-haproxy.js');
    return lintHaproxyFile(file, facts, clients);
  }
  const { directives, config } = readLeniently(file, diskSource, options.prefix ?? null);
  const { deployment, warnings } = topologyOf(config, clients);
  const capacity = assessCapacity(deployment, facts, warnings);
  return lint({ directives, config, facts, clients, deployment, capacity });
}

async function print(report: LintReport, options: LintOptions, world: World): Promise<void> {
  if (options.json) {
    world.stdout.write(jsonText(report));
  } else if (options.fix) {
    const { renderLintDiff } = await import('../report/lint/lint-diff.js');
    const nameOf = (path: string) => relative(world.cwd(), path);
    const diff = renderLintDiff(report.findings, (path) => diskSource.read(path), nameOf);
    world.stdout.write(asDump(diff, world.stdout));
    const left = report.findings.filter((finding) => !finding.edits).length;
    if (left > 0) world.stderr.write(`${left} findings are left to you: see them without --fix\n`);
  } else {
    const { renderLintText } = await import('../report/lint/lint-text.js');
    world.stdout.write(renderLintText(report, layoutOf(world)));
  }
}
