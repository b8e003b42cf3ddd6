import { dirname, resolve } from 'node:path';
import { readNginxConfig } from '../config/nginx/read.js';
import { refuseUnknown } from '../config/nginx/refuse-unknown.js';
import { diskSource } from '../host/config-source.js';
import { TidegateError } from '../lib/errors.js';
import type { NginxConfig } from '../model/nginx.js';
import type { FromProxy } from '../proxy/messages.js';
import { Master } from '../proxy/process/master.js';
import {
  removePidFile,
  type SignalName,
  signalByPidFile,
  writePidFile,
} from '../proxy/process/pid-file.js';
import type { EngineName } from './chain-options.js';
import type { World } from './world.js';

export interface ProxyFlags {
  readonly c: string;
  readonly p?: string;
  readonly t?: boolean;
  readonly T?: boolean;
  readonly s?: SignalName;
  readonly engine: EngineName;
  readonly quiet?: true;
}

/** A configuration that can be run, and what it was read from. */
interface Read {
  readonly file: string;
  readonly prefix: string;
  readonly config: NginxConfig;
  /** Text of each file, by path, in the order of reading. */
  readonly texts: ReadonlyMap<string, string>;
}

/** @throws TidegateError for a wrong configuration or pid file, and where it cannot listen */
export async function runProxy(flags: ProxyFlags, world: World): Promise<void> {
  const found = readConfig(flags, world);
  if (flags.t || flags.T) await check(found, flags, world);
  else if (flags.s !== undefined) signal(found, flags.s);
  else await serve(found, flags, world);
}

function readConfig(flags: ProxyFlags, world: World): Read {
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
  return { file, prefix, config, texts };
}

async function check(found: Read, flags: ProxyFlags, world: World): Promise<void> {
  const { file, prefix, config, texts } = found;
  await Master.check(config, prefix, flags.engine);
  if (!flags.quiet) {
    world.stderr.write(`tidegate: the configuration file ${file} syntax is ok\n`);
    world.stderr.write(`tidegate: configuration file ${file} test is successful\n`);
  }
  if (!flags.T) return;
  for (const [path, text] of texts) {
    world.stdout.write(`# configuration file ${path}:\n${text}\n`);
  }
}

function signal(found: Read, name: SignalName): void {
  const pidFile = pidFileOf(found);
  if (pidFile === null) {
    throw new TidegateError('PID_FILE', `${found.file} names no pid file, which -s needs`, {
      hint: 'Add at its top: pid proxy.pid; and start the proxy again.',
    });
  }
  signalByPidFile(pidFile, name);
}

function pidFileOf({ prefix, config }: Read): string | null {
  return config.pid === null ? null : resolve(prefix, config.pid);
}

async function serve(found: Read, flags: ProxyFlags, world: World): Promise<void> {
  const parent = process.send?.bind(process);
  // A box of a chain has a parent to end it, and its file might be that of a proxy in service.
  const pidFile = parent === undefined ? pidFileOf(found) : null;
  let written = false;
  const tell = (message: FromProxy): void => {
    if (parent !== undefined) {
      if (process.connected) parent(message);
    } else if (message.type === 'ready') {
      // Before anybody hears that it is ready, so that `-s` works from then on.
      if (pidFile !== null) writePidFile(pidFile);
      written = true;
      if (flags.quiet) return;
      for (const listen of message.listens) world.stdout.write(`listening on ${listen}\n`);
    }
  };
  const warn = (text: string): void => void world.stderr.write(`tidegate: ${text}\n`);
  const toldToStop = untilOneOf('SIGTERM', 'SIGINT', 'disconnect');
  const toldToQuit = untilOneOf('SIGQUIT');
  const { config, prefix } = found;
  const master = await Master.start(config, { prefix, engine: flags.engine, tell, warn });
  // Who quits waits for what is under way, which may be for ever: a stop still ends it.
  const stopped = toldToStop.then(() => master.stop());
  await Promise.race([stopped, toldToQuit.then(() => master.quit())]);
  if (pidFile !== null && written) removePidFile(pidFile);
  if (process.connected) process.disconnect();
}

/** Resolves when one of these first happens to this process; `disconnect`: its parent is gone. */
function untilOneOf(...events: readonly (NodeJS.Signals | 'disconnect')[]): Promise<void> {
  return new Promise((resolve) => {
    for (const event of events) process.once(event, () => resolve());
  });
}
