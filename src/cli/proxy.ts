import { type Command, Option } from 'commander';
import { EXIT, TidegateError } from '../lib/errors.js';
import type { FromProxy } from '../proxy/messages.js';
import type { SignalName } from '../proxy/process/pid-file.js';
import { type EngineName, engineOption } from './chain-options.js';
import type { World } from './world.js';

interface ProxyFlags {
  readonly c: string;
  readonly p?: string;
  readonly t?: boolean;
  readonly T?: boolean;
  readonly s?: SignalName;
  readonly engine: EngineName;
  readonly quiet?: true;
}

export function addProxyCommand(program: Command, world: World): void {
  program
    .command('proxy')
    .description('The bundled proxy: runs an nginx configuration, and behaves as nginx does.')
    .requiredOption('-c <file>', 'configuration file')
    .option('-p <prefix>', "directory that relative roots are relative to (default: the file's)")
    .option('-t', 'check the configuration and end')
    .option('-T', 'the same, and print every file that was read')
    .addOption(
      new Option('-s <signal>', 'signal the proxy that the pid file names').choices([
        'stop',
        'quit',
      ]),
    )
    .addOption(engineOption())
    .option('-q, --quiet', 'print nothing but errors')
    .addHelpText(
      'after',
      '\nExample:\n  $ tidegate proxy -c scenarios/local-proxy/nginx.conf\n\n' +
        'SIGTERM and SIGINT stop at once, SIGQUIT lets finish what is under way.',
    )
    .action((flags: ProxyFlags) => runProxy(flags, world));
}

async function runProxy(flags: ProxyFlags, world: World): Promise<void> {
  const [
    { dirname, resolve },
    { readNginxConfig },
    { refuseUnknown },
    { diskSource },
    { Master },
    pidFiles,
  ] = await Promise.all([
    import('node:path'),
    import('../config/nginx/read.js'),
    import('../config/nginx/refuse-unknown.js'),
    import('../host/config-source.js'),
    import('../proxy/process/master.js'),
    import('../proxy/process/pid-file.js'),
  ]);
  const file = resolve(world.cwd(), flags.c);
  const prefix = resolve(world.cwd(), flags.p ?? dirname(file));
  const texts = new Map<string, string>();
  const read = (path: string): string => {
    const text = diskSource.read(path);
    texts.set(path, text);
    return text;
  };
  const config = readNginxConfig(file, { ...diskSource, read });
  refuseUnknown(config);
  if (flags.t || flags.T) {
    await Master.check(config, prefix, flags.engine);
    if (!flags.quiet) {
      world.stderr.write(`tidegate: the configuration file ${file} syntax is ok\n`);
      world.stderr.write(`tidegate: configuration file ${file} test is successful\n`);
    }
    if (flags.T) {
      for (const [path, text] of texts) {
        world.stdout.write(`# configuration file ${path}:\n${text}\n`);
      }
    }
    world.exitCode = EXIT.pass;
    return;
  }
  const pidFile = config.pid === null ? null : resolve(prefix, config.pid);
  if (flags.s !== undefined) {
    if (pidFile === null) throw noPidFile(file);
    pidFiles.signalByPidFile(pidFile, flags.s);
    world.exitCode = EXIT.pass;
    return;
  }
  const parent = process.send?.bind(process);
  let written: string | null = null;
  const tell = (message: FromProxy): void => {
    // Before anybody hears that it is ready, so that `-s` works from then on.
    if (message.type === 'ready' && pidFile !== null) {
      pidFiles.writePidFile(pidFile);
      written = pidFile;
    }
    if (parent !== undefined) {
      if (process.connected) parent(message);
    } else if (message.type === 'ready' && !flags.quiet) {
      for (const listen of message.listens) world.stdout.write(`listening on ${listen}\n`);
    }
  };
  const warn = (text: string): void => void world.stderr.write(`tidegate: ${text}\n`);
  const toldToStop = untilOneOf('SIGTERM', 'SIGINT', 'disconnect');
  const toldToQuit = untilOneOf('SIGQUIT');
  const master = await Master.start(config, { prefix, engine: flags.engine, tell, warn });
  // Who quits waits for what is under way, which may be for ever: a stop still ends it.
  const stopped = toldToStop.then(() => master.stop());
  await Promise.race([stopped, toldToQuit.then(() => master.quit())]);
  if (written !== null) pidFiles.removePidFile(written);
  if (process.connected) process.disconnect();
}

function noPidFile(file: string): TidegateError {
  return new TidegateError('PID_FILE', `${file} names no pid file, which -s needs`, {
    hint: 'Add at its top: pid proxy.pid; and start the proxy again.',
  });
}

/** Resolves when one of these first happens to this process; `disconnect`: its parent is gone. */
function untilOneOf(...events: readonly (NodeJS.Signals | 'disconnect')[]): Promise<void> {
  return new Promise((resolve) => {
    for (const event of events) process.once(event, () => resolve());
  });
}
