import { relative } from 'node:path';
import { assessCapacity } from '../../capacity/assess.js';
import { lint } from '../../config/nginx/lint/lint.js';
import { readLeniently } from '../../config/nginx/reading/read-leniently.js';
import { topologyOf } from '../../config/nginx/topology/topology.js';
import { diskSource } from '../../host/files/config-source.js';
import { EXIT } from '../../lib/errors.js';
import type { Finding, LintFix, LintReport } from '../../model/lint.js';
import { RENDERERS } from '../../report/renderers.js';
import type { HostFlags } from '../options/host-flags.js';
import { print } from '../print.js';
import type { World } from '../world.js';
import { clientsFor } from './clients-for.js';
import { languageOfFile } from './config-language.js';
import { factsFor } from './facts-for.js';

export interface LintOptions extends HostFlags {
  readonly json?: true;
  readonly fix?: true;
  readonly quiet?: true;
}

/** @throws TidegateError for a wrong option, facts file or configuration */
export async function printLint(config: string, options: LintOptions, world: World): Promise<void> {
  const findings = await findingsOf(config, options);
  const report: LintReport = { schema: 'tidegate.lint/1', file: config, findings };
  if (!options.quiet) await show(report, options, world);
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

async function show(report: LintReport, options: LintOptions, world: World): Promise<void> {
  if (!options.fix) return print(world, RENDERERS.lint[options.json ? 'json' : 'text'], report);
  const { findings } = report;
  await print(world, RENDERERS.fix.diff, { findings, files: await filesOf(findings, world) });
  const left = findings.filter((finding) => !finding.edits).length;
  if (left === 0) return;
  const note = `${left} findings are left to you: see them without --fix`;
  await print(world, RENDERERS.notes.text, [note], world.stderr);
}

/** The files that the diff changes, with paths relative to the working directory. */
async function filesOf(findings: readonly Finding[], world: World): Promise<LintFix['files']> {
  const { changedFiles } = await import('../../report/lint/lint-diff.js');
  const named = changedFiles(findings).map((path) => {
    return [path, { name: relative(world.cwd(), path), text: diskSource.read(path) }] as const;
  });
  return new Map(named);
}
