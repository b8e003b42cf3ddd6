import { templateText } from '../../../variables/evaluate-map.js';
import type { LintRule } from '../../rule.js';

/** Variables that are equal for all connections of one client. */
const PER_CLIENT = /^(?:binary_)?remote_addr$|^realip_remote_addr$|^server_(?:addr|port|name)$/;

export const splitKeyPerClient: LintRule = {
  severity: 'info',
  why: 'All connections of one client get the same source, so a few busy clients fill one source and leave the others empty.',
  *find(input) {
    const seen = new Set<string>();
    for (const { pass, splits } of input.passes) {
      const [variable] = pass.bind?.kind === 'address' ? pass.bind.address : [];
      if (typeof variable !== 'object') continue;
      const split = splits.find((one) => one.variable === variable.variable);
      if (!split || seen.has(split.variable)) continue;
      seen.add(split.variable);
      const varied = split.source.some(
        (part) => typeof part === 'object' && !PER_CLIENT.test(part.variable),
      );
      if (varied) continue;
      yield {
        message: `split_clients "${templateText(split.source)}" $${split.variable} tells clients apart, not connections`,
        mend: 'Split by "$remote_addr$remote_port".',
        place: split.place,
      };
    }
  },
};
