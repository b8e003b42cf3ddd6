import { jsonText } from '../../lib/printable.js';
import type { BenchReport } from '../../model/bench.js';

/** The fields of the result stand beside those of its verdict, as `bench --json` has always had them. */
export function renderBenchJson({ result, ...rest }: BenchReport): string {
  return jsonText({ ...result, ...rest });
}
