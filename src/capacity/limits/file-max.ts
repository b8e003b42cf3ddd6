import type { Limit } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Deployment } from '../../model/hop.js';

/**
 * Open files of the whole host, in sessions: (fs.file-max - open now) / ends on this host. Each end
 * of a hop on this host is an open file.
 *
 * Source: Documentation/admin-guide/sysctl/fs.rst, file-max and file-nr.
 */
export function fileMax(deployment: Deployment, facts: HostFacts): Limit<'file-max'> | null {
  const ends = deployment.endsPerSession;
  if (facts.fileMax === undefined || ends === 0) return null;
  const open = facts.filesOpen ?? 0;
  return {
    id: 'file-max',
    max: Math.floor(Math.max(0, facts.fileMax - open) / ends),
    scope: 'host',
    formula: '(file-max - open) / ends on this host',
    inputs: { 'file-max': facts.fileMax, open, ends },
    source: 'Linux Documentation/admin-guide/sysctl/fs.rst',
  };
}
