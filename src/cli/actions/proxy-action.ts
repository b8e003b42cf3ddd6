import { TidegateError } from '../../lib/errors.js';
import { VERSION } from '../../lib/package.js';
import type { ProxyVersion } from '../../model/proxy-report.js';
import { createLoop } from '../../net/create-loop.js';
import { ErrorLog } from '../../proxy/log/error-log.js';
import { LogFiles } from '../../proxy/log/log-files.js';
import { Master } from '../../proxy/process/master.js';
import { type SignalName, signalByPidFile } from '../../proxy/process/pid-file.js';
import { wordsOf } from '../../proxy/process/words.js';
import { RENDERERS } from '../../report/renderers.js';
import type { ProxyFlags } from '../options/proxy-flags.js';
import { print } from '../print.js';
import type { World } from '../world.js';
import { firstErrorLog, pathsOf, pidFileOf, type ReadConfig, readConfig } from './proxy-config.js';
import { serve } from './proxy-serve.js';

/** @throws TidegateError for a wrong configuration or pid file, and where it cannot listen */
export async function runProxy(flags: ProxyFlags, world: World): Promise<void> {
  const paths = pathsOf(flags, world);
  try {
    const found = readConfig(flags, paths);
    if (flags.t || flags.T) await check(found, flags, world);
    else if (flags.s !== undefined) signal(found, flags.s);
    else await serve(found, flags, world);
  } catch (error) {
    if (flags.e !== undefined) logFirst(error, flags, paths.prefix);
    throw error;
  }
}

/** Printed to stderr, as nginx does. */
export async function printVersion(
  { V, engine }: Pick<ProxyFlags, 'V' | 'engine'>,
  world: World,
): Promise<void> {
  const on = V ? await runsOn(engine) : null;
  const version = { tidegate: VERSION, on };
  await print(world, RENDERERS.proxyVersion.text, version, world.stderr);
}

async function runsOn(engine: ProxyFlags['engine']): Promise<ProxyVersion['on']> {
  const loop = await createLoop(engine);
  loop.close();
  const platform = `${process.platform} ${process.arch}`;
  return { node: process.version, engine: loop.engine, platform };
}

async function check(found: ReadConfig, flags: ProxyFlags, world: World): Promise<void> {
  const { file, prefix, config, texts } = found;
  await Master.check(config, prefix, flags.engine);
  if (!flags.quiet) {
    const { ignored } = config;
    await print(world, RENDERERS.proxyCheck.text, { file, ignored }, world.stderr);
  }
  if (flags.T) await print(world, RENDERERS.proxyFiles.text, texts);
}

function signal({ file, prefix, config }: ReadConfig, name: SignalName): void {
  const pidFile = pidFileOf(prefix, config);
  if (pidFile === null) {
    throw new TidegateError('PID_FILE_MISSING', `${file} names no pid file, which -s needs`, {
      hint: 'Add at its top: pid proxy.pid; and start the proxy again.',
    });
  }
  signalByPidFile(pidFile, name);
}

/**
 * Also writes the error that keeps the proxy from running to its first log, for a reader who does
 * not see the terminal.
 */
function logFirst(error: unknown, flags: ProxyFlags, prefix: string): void {
  const files = new LogFiles(prefix);
  try {
    const log = ErrorLog.open([firstErrorLog(flags)], files);
    for (const line of wordsOf(error)) log.write('emerg', line);
  } catch {
    // The terminal still shows the error if there is no log.
  } finally {
    files.close();
  }
}
