import { jsonText, linesText } from '../lib/text/printable.js';
import type { BenchReport } from '../model/bench.js';
import type { CapacityReport } from '../model/capacity.js';
import type { HostFacts } from '../model/facts.js';
import type { LintFix, LintReport } from '../model/lint.js';
import type { RunProgress, Stage } from '../model/progress.js';
import type { ProveResult } from '../model/prove.js';
import type { ConfigProof, TargetProof } from '../model/prove-config.js';
import type { ProxyCheck, ProxyVersion } from '../model/proxy-report.js';
import type { RunResult } from '../model/run-result.js';
import type { MaintenanceState, UpReport } from '../model/up.js';
import type { Renderer } from './text/layout.js';

/** The complete input of each kind of report, so that a stored result can be rendered again. */
export interface Results {
  readonly run: RunResult;
  readonly bench: BenchReport;
  readonly capacity: CapacityReport;
  readonly facts: HostFacts;
  readonly prove: ProveResult;
  readonly proveConfig: ConfigProof;
  readonly proveTarget: TargetProof;
  readonly lint: LintReport;
  readonly fix: LintFix;
  readonly up: UpReport;
  readonly maintenance: readonly MaintenanceState[];
  readonly progress: Stage | RunProgress;
  readonly proxyCheck: ProxyCheck;
  readonly proxyVersion: ProxyVersion;
  readonly proxyListens: readonly string[];
  /** Configuration files by their paths. */
  readonly proxyFiles: ReadonlyMap<string, string>;
  /** Tidegate's own lines beside a result: where it was saved, what is left to do. */
  readonly notes: readonly string[];
}

/** Loaded by name, because loading every module makes the start slower. */
export type LoadRenderer<T> = () => Promise<Renderer<T>>;

const json: LoadRenderer<unknown> = async () => (result) => jsonText(result);

/**
 * Everything that Tidegate prints, by its input and by format. A new format is a file and a line
 * here; test/report/renderers.test.ts tests what all of them have in common.
 */
export const RENDERERS = {
  run: {
    text: async () => (await import('./run/run-text.js')).renderRunText,
    json,
  },
  bench: {
    text: async () => (await import('./bench/bench-text.js')).renderBenchText,
    json: async () => (await import('./bench/bench-json.js')).renderBenchJson,
  },
  capacity: {
    text: async () => (await import('./capacity/capacity-text.js')).renderCapacityText,
    json,
    figure: async () => (await import('./capacity/capacity-text.js')).renderCapacityFigure,
  },
  facts: { text: async () => (await import('./facts-text.js')).renderFactsText, json },
  prove: { text: async () => (await import('./prove/prove-text.js')).renderProveText, json },
  proveConfig: {
    text: async () => (await import('./prove/prove-config-text.js')).renderConfigProof,
    json,
  },
  proveTarget: {
    text: async () => (await import('./prove/prove-target-text.js')).renderTargetProof,
    json,
  },
  lint: { text: async () => (await import('./lint/lint-text.js')).renderLintText, json },
  fix: { diff: async () => (await import('./lint/lint-diff.js')).renderLintDiff },
  up: {
    text: async () => (await import('./up-text.js')).renderUpText,
    json: async () => (await import('./up-text.js')).renderUpJson,
  },
  maintenance: { text: async () => (await import('./up-text.js')).renderMaintenanceText, json },
  progress: { text: async () => (await import('./progress-line.js')).renderProgress },
  proxyCheck: { text: async () => (await import('./proxy-text.js')).renderProxyCheck },
  proxyVersion: { text: async () => (await import('./proxy-text.js')).renderProxyVersion },
  proxyListens: { text: async () => (await import('./proxy-text.js')).renderProxyListens },
  proxyFiles: { text: async () => (await import('./proxy-text.js')).renderProxyFiles },
  notes: { text: async () => linesText },
} satisfies { readonly [Kind in keyof Results]: Formats<Results[Kind]> };

/** The formats that `report` can print a stored run in. */
export type RunFormat = keyof (typeof RENDERERS)['run'];

type Formats<T> = Readonly<Record<string, LoadRenderer<T>>>;
