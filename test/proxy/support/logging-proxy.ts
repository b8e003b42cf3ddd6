import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Engine } from '../../../src/model/engine.js';
import { LogFiles } from '../../../src/proxy/log/log-files.js';
import type { ProxyOptions } from '../../../src/proxy/serving/proxy.js';
import { type StartedProxy, startParts } from './running-proxy.js';

export interface LoggingProxy extends StartedProxy {
  /** The file's whole content, once there is any. */
  logged(file: string): Promise<string>;
}

/** Runs an `http` part in this process until the test is over; it writes its logs. */
export function startLogging(engine: Engine, http: string): Promise<LoggingProxy> {
  return startLoggingParts(engine, `http {\n${http}\n}`);
}

/** The same for whole configurations. */
export async function startLoggingParts(
  engine: Engine,
  parts: string,
  options: Partial<ProxyOptions> = {},
): Promise<LoggingProxy> {
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-logs-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const files = new LogFiles(directory);
  const proxy = await startParts(engine, parts, { files, ...options });
  const logged = async (file: string): Promise<string> => {
    for (;;) {
      await files.flushed();
      const text = readFileSync(join(directory, file), 'utf8');
      if (text !== '') return text;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { ...proxy, logged };
}
