import { formatCount } from '../../../../../lib/units.js';
import type { LintRule } from '../../rule.js';

export const maxconnAboveGlobal: LintRule = {
  severity: 'warning',
  why: 'The process stops accepting at its own maxconn, so the servers never get what their maxconn promises.',
  *find({ config, sections }) {
    const { maxconn } = config.global;
    const servers = config.backends.flatMap((backend) => backend.servers);
    const sum = servers
      .filter(({ backup, disabled }) => !backup && !disabled)
      .reduce((total, server) => total + (server.maxconn ?? 0), 0);
    const line = sections
      .filter(({ kind }) => kind === 'global')
      .flatMap(({ lines }) => lines)
      .findLast(([{ text }]) => text === 'maxconn');
    if (maxconn === null || !line || sum <= maxconn) return;
    yield {
      message: `maxconn ${formatCount(maxconn)} is below the ${formatCount(sum)} of all servers together`,
      mend: `Set maxconn of global to ${sum}, or lower that of the servers.`,
      place: line[0].place,
    };
  },
};
