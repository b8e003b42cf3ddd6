import { listensInRange } from '../../../../lint/port-range.js';
import { listenInPortRange as nginxRule } from '../../../../nginx/lint/rules/limits/listen-in-port-range.js';
import { listeningPorts } from '../../../topology/listening.js';
import type { LintRule } from '../../rule.js';

export const listenInPortRange: LintRule = {
  severity: nginxRule.severity,
  why: nginxRule.why,
  *find({ config, facts }) {
    yield* listensInRange(listeningPorts(config), facts);
  },
};
