import { listensInRange } from '../../../../lint/port-range.js';
import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import { listeningPorts } from '../../../topology/listening.js';
import type { LintRule } from '../../rule.js';

export const listenInPortRange: LintRule = {
  ...SHARED_RULES.LISTEN_IN_PORT_RANGE,
  *find({ config, facts }) {
    yield* listensInRange(listeningPorts(config), facts);
  },
};
