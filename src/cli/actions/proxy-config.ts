import { dirname, resolve } from 'node:path';
import { readNginxConfig } from '../../config/nginx/reading/read.js';
import { refuseUnknown } from '../../config/nginx/refused/refuse-unknown.js';
import { diskSource } from '../../host/files/config-source.js';
import type { ErrorLogTarget, NginxConfig } from '../../model/nginx.js';
import { DEFAULT_ERROR_LOG } from '../../proxy/log/error-log.js';
import type { ProxyFlags } from '../options/proxy-flags.js';
import type { World } from '../world.js';

/** The paths that the switches name, made absolute. */
export interface ProxyPaths {
  readonly file: string;
  readonly prefix: string;
}

/** A configuration that can be run, and the files that it was read from. */
export interface ReadConfig extends ProxyPaths {
  readonly config: NginxConfig;
  /** Text of each file, by path, in the order of reading. */
  readonly texts: ReadonlyMap<string, string>;
}

export function pathsOf(flags: ProxyFlags, world: World): ProxyPaths {
  // As in nginx, a relative file is relative to the prefix.
  const file = resolve(world.cwd(), flags.p ?? '', flags.c);
  return { file, prefix: resolve(world.cwd(), flags.p ?? dirname(file)) };
}

/** The error log that is used before the configuration is read, and when it names none. */
export function firstErrorLog({ e }: ProxyFlags): ErrorLogTarget {
  return e === undefined ? DEFAULT_ERROR_LOG : { ...DEFAULT_ERROR_LOG, path: e };
}

/** @throws TidegateError CONFIG_* */
export function readConfig(flags: ProxyFlags, paths: ProxyPaths): ReadConfig {
  const texts = new Map<string, string>();
  const read = (path: string): string => {
    const text = diskSource.read(path);
    texts.set(path, text);
    return text;
  };
  const written = readNginxConfig(paths.file, { ...diskSource, read }, flags.g);
  refuseUnknown(written);
  const errorLogs = written.errorLogs.length > 0 ? written.errorLogs : [firstErrorLog(flags)];
  return { ...paths, config: { ...written, errorLogs }, texts };
}

/** null = no pid file is to be written. */
export function pidFileOf(prefix: string, { pid }: NginxConfig): string | null {
  return pid === null ? null : resolve(prefix, pid);
}
