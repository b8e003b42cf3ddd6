import type { Bucket } from '../../../model/hop.js';
import type { Template } from '../../../model/nginx.js';
import { templateText } from './evaluate-map.js';

/**
 * How many client ports choose each source.
 * @param written every source in the configuration, chosen or not, in the file's order
 */
export function countPorts(
  written: readonly string[],
  ports: readonly number[],
  evaluate: (port: string) => Template,
): Bucket[] {
  const chosen = new Map<Template, number>();
  for (const port of ports) {
    const value = evaluate(String(port));
    chosen.set(value, (chosen.get(value) ?? 0) + 1);
  }
  const counts = new Map<string, number>();
  for (const source of written) counts.set(source, 0);
  for (const [value, count] of chosen) {
    const source = templateText(value);
    counts.set(source, (counts.get(source) ?? 0) + count);
  }
  return Array.from(counts, ([source, clientPorts]) => ({
    source,
    weight: ports.length === 0 ? 0 : clientPorts / ports.length,
    clientPorts,
  }));
}
