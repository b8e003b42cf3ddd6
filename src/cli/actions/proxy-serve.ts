import type { FromProxy } from '../../proxy/messages.js';
import { Master } from '../../proxy/process/master.js';
import { PidFile } from '../../proxy/process/pid-file.js';
import type { Program } from '../../proxy/process/program.js';
import { SingleProcess } from '../../proxy/process/single-process.js';
import { RENDERERS } from '../../report/renderers.js';
import type { ProxyFlags } from '../options/proxy-flags.js';
import { printer } from '../print.js';
import type { World } from '../world.js';
import { pidFileOf, type ReadConfig, readConfig } from './proxy-config.js';
import { isDaemon, leaveTerminal, startDaemon } from './proxy-daemon.js';

/** Runs the proxy until a signal ends it. @throws TidegateError where it cannot start */
export async function serve(found: ReadConfig, flags: ProxyFlags, world: World): Promise<void> {
  const daemon = isDaemon();
  const parent = daemon ? undefined : process.send?.bind(process);
  if (found.config.daemon && !daemon && parent === undefined) {
    await startDaemon(found.config, world);
    return;
  }
  const printListens = await printer(world, RENDERERS.proxyListens.text);
  const pidFile = new PidFile();
  let { config } = found;
  const tell = (message: FromProxy): void => {
    if (parent !== undefined) {
      // A proxy of a chain is ended by its parent, and its pid file might be that of a proxy in
      // service.
      if (process.connected) parent(message);
      return;
    }
    // Written before the proxy is reported as ready, so that `-s` works from then on.
    if (message.type !== 'stopped' && message.type !== 'peer') {
      pidFile.writeTo(pidFileOf(found.prefix, config));
    }
    if (message.type === 'ready' && daemon) leaveTerminal();
    if (message.type !== 'ready' || flags.quiet) return;
    printListens(message.listens);
  };
  // A process in the background outlives the one that started it.
  const toldToStop = untilOneOf('SIGTERM', 'SIGINT', ...(daemon ? [] : ['disconnect' as const]));
  const toldToQuit = untilOneOf('SIGQUIT');
  const options = { prefix: found.prefix, engine: flags.engine, tell };
  const starting: Promise<Program> = config.masterProcess
    ? Master.start(config, options)
    : SingleProcess.start(config, options);
  const reread = () => {
    config = readConfig(flags, found).config;
    return config;
  };
  // Signals that arrive before the start is complete wait for it.
  onSignal('SIGHUP', starting, (program) => {
    program.log.write('notice', `${NAMES.SIGHUP} received, reconfiguring`);
    void program.reload(reread);
  });
  onSignal('SIGUSR1', starting, (program) => {
    program.log.write('notice', `${NAMES.SIGUSR1} received, reopening logs`);
    program.reopenLogs();
  });
  const program = await starting.catch((error: unknown) => {
    // A parent that waits for the end of its channel would keep this process from ending.
    if (process.connected) process.disconnect();
    throw error;
  });
  // Quitting waits for requests in flight, possibly without end; a stop still ends the proxy.
  const stopped = toldToStop.then((name) => {
    program.log.write('notice', `${name} received, exiting`);
    return program.stop();
  });
  const quit = toldToQuit.then((name) => {
    program.log.write('notice', `${name} received, shutting down`);
    return program.quit();
  });
  await Promise.race([stopped, quit]);
  pidFile.remove();
  if (process.connected) process.disconnect();
}

/** nginx's names of the signals; `disconnect`: the parent is gone. */
const NAMES = {
  SIGTERM: 'signal 15 (SIGTERM)',
  SIGINT: 'signal 2 (SIGINT)',
  SIGQUIT: 'signal 3 (SIGQUIT)',
  SIGHUP: 'signal 1 (SIGHUP)',
  SIGUSR1: 'signal 10 (SIGUSR1)',
  disconnect: "the parent's end",
} as const;
type Told = keyof typeof NAMES;

/** Resolves with the name of the first of these events. */
function untilOneOf(...events: readonly Told[]): Promise<string> {
  return new Promise((resolve) => {
    for (const event of events) process.once(event, () => resolve(NAMES[event]));
  });
}

function onSignal(
  signal: 'SIGHUP' | 'SIGUSR1',
  starting: Promise<Program>,
  act: (program: Program) => void,
): void {
  // A failed start is reported where it is awaited.
  process.on(signal, () => void starting.then(act, () => undefined));
}
