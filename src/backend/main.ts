import { endWithParent, INHERITED_FD } from '../net/worker-process.js';
import { runFamily } from './family.js';
import type { FromServer, ServerOptions, ToServer } from './messages.js';
import { serve } from './serve.js';

/**
 * Entry of the bundled backend server. Arguments: ServerOptions as JSON, and, in the processes that
 * it starts itself when `workers` is above 1, their number.
 */
endWithParent();

const [json = '', worker] = process.argv.slice(2);
const options = JSON.parse(json) as ServerOptions;

const tell = (message: FromServer): void => {
  if (process.connected) process.send?.(message);
};

const server =
  worker === undefined && (options.workers ?? 1) > 1
    ? await runFamily(options, tell)
    : await serve(
        options,
        tell,
        worker === undefined ? null : { index: Number(worker), fd: INHERITED_FD },
      );

process.on('message', (message: ToServer) => {
  if (message.type === 'stop') process.exit(0);
  server.hear(message);
});
