import { constants, setPriority } from 'node:os';
import { child } from '../support/child.js';

/** Every parser on attack after attack. */
export function fuzzParsers({ seed, only, findings, watch, summary }) {
  const parsers = child('parser-part.js', { seed, only });
  watch.add(parsers.process.pid, 'parsers');
  setPriority(parsers.process.pid, constants.priority.PRIORITY_LOW);
  parsers.process.on('message', (message) => {
    if (message.type === 'counts') {
      for (const [name, count] of Object.entries(message.counts)) summary.parsers[name] = count;
    } else if (message.type === 'finding') {
      const { name, nth, text, what } = message;
      findings.add(name, what, { seed, nth, text });
    }
  });
  return { stop: () => parsers.end() };
}
