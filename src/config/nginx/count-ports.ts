import type { Bucket } from '../../model/hop.js';
import type { Template } from '../../model/nginx.js';
import { templateText } from './evaluate-map.js';

/**
 * How many client ports choose each source.
 * @param written every source that is written, chosen or not, in the file's order.
 */
export function countPorts(
  written: readonly string[],
  ports: readonly number[],
  evaluate: (port: string) => Template,
): Bucket[] {
  const counts = new Map<string, number>(written.map((source) => [source, 0]));
  const texts = new Map<Template, string>();
  for (const port of ports) {
    const chosen = evaluate(String(port));
    const source = texts.get(chosen) ?? templateText(chosen);
    texts.set(chosen, source);
    counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  return [...counts].map(([source, clientPorts]) => ({
    source,
    weight: ports.length === 0 ? 0 : clientPorts / ports.length,
    clientPorts,
  }));
}
