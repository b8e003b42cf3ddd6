import { jsonText } from '../../lib/text/printable.js';
import type { BenchReport } from '../../model/bench.js';

/**
 * The fields of the result and those of its verdict are on the same level, as `bench --json` has
 * always had them.
 */
export function renderBenchJson({ result, ...rest }: BenchReport): string {
  return jsonText({ ...result, ...rest });
}
