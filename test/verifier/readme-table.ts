import type { Deployment } from '../../scenarios/broken/deployments.mjs';
import { expectedOf } from './judge.js';

/** The tables of scenarios/broken/README.md: one for each kind. */
export function readmeTables(kinds: Readonly<Record<string, readonly Deployment[]>>): string {
  return Object.entries(kinds)
    .map(([kind, deployments]) => {
      const rows = deployments.map(
        ({ name, is, expect }) => `| \`${name}\` | ${is} | ${expectedOf(expect)} |`,
      );
      return [
        `## ${kind}`,
        '',
        '| name | what it is | what must be found |',
        '|---|---|---|',
        ...rows,
      ]
        .concat('')
        .join('\n');
    })
    .join('\n');
}
