import { formatCount } from '../../../../../lib/units.js';
import type { Edit } from '../../../../../model/lint.js';
import { replaceDirective, replaceWord } from '../../edits.js';
import type { LintInput, LintRule } from '../../rule.js';
import { workerConnectionsNeeded } from '../../worker-connections-needed.js';

export const workerConnectionsTooFew: LintRule = {
  severity: 'warning',
  why: 'A proxied connection takes two slots, its client and its upstream side; with none left nginx closes what it accepts or answers 500, before max_conns is reached.',
  *find(input) {
    const needed = workerConnectionsNeeded(input);
    const { config, written } = input;
    if (needed === null || needed.slots <= config.workerConnections) return;
    const [directive] = [...written.named('worker_connections'), ...written.named('events')];
    if (!directive) return;
    yield {
      message: `worker_connections ${formatCount(config.workerConnections)} is too few for ${needed.because}: each worker needs ${formatCount(needed.slots)}`,
      mend: `Set worker_connections ${needed.slots}; in events.`,
      place: directive.place,
      edits: edits(input, needed.slots),
    };
  },
};

function edits({ written }: LintInput, slots: number): Edit[] {
  const [word] = [...written.named('worker_connections')].flatMap(({ args }) => args);
  if (word) return replaceWord(word, String(slots));
  const [events] = written.named('events');
  const first = events?.body?.[0];
  const text = `worker_connections ${slots};`;
  if (first) return [{ kind: 'add', before: first.place, text }];
  return events ? [replaceDirective(events, `events {\n    ${text}\n}`)] : [];
}
