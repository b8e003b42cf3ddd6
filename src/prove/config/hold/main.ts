/** The first process of a private pid, mount and network namespace; all others end with it. */
import { rmSync } from 'node:fs';
import { serveTasks } from '../../kernel/serve-tasks.js';
import { hold } from './hold.js';

/** The directory of the copy; the parent cannot remove it if it was killed. */
let directory: string | null = null;

function end(): void {
  if (directory !== null) rmSync(directory, { recursive: true, force: true });
  // A first process cannot kill itself.
  process.exit(0);
}

process.on('SIGINT', () => undefined);
process.once('disconnect', end);
if (process.connected === false) end();
serveTasks({
  hold: (order) => {
    directory = order.directory;
    return hold(order);
  },
});
