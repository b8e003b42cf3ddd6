import { errorText, TidegateError } from '../lib/errors.js';
import { endWithParent, INHERITED_FD } from '../net/worker-process.js';
import { runFamily } from './family.js';
import type { FromServer, ServerOptions, ToServer } from './messages.js';
import { type Server, serve } from './serve.js';

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

const server = await start().catch((error: unknown) => {
  if (!(error instanceof TidegateError)) throw error;
  process.stderr.write(errorText(error));
  process.exit(error.exitCode);
});

process.on('message', (message: ToServer) => {
  if (message.type === 'stop') process.exit(0);
  server.hear(message);
});

function start(): Promise<Server> {
  if (worker !== undefined)
    return serve(options, tell, { index: Number(worker), fd: INHERITED_FD });
  return (options.workers ?? 1) > 1 ? runFamily(options, tell) : serve(options, tell, null);
}
