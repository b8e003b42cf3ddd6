import { onTestFinished } from 'vitest';
import { readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import type { Engine } from '../../../src/model/engine.js';
import { createLoop } from '../../../src/net/create-loop.js';
import type { Loop } from '../../../src/net/loop.js';
import {
  createProxy,
  type ProxyOptions,
  type RunningProxy,
} from '../../../src/proxy/serving/proxy.js';
import { RawClient } from '../../support/http/raw-client.js';
import { memorySource } from '../../support/memory-source.js';

export interface StartedProxy extends RunningProxy {
  readonly loop: Loop;
  /** Connects to a listener, by its place in the configuration; default: the first. */
  open(place?: number): Promise<RawClient>;
}

/** Runs an `http` part in this process until the test is over. */
export function startProxy(
  engine: Engine,
  http: string,
  options: Partial<ProxyOptions> = {},
): Promise<StartedProxy> {
  return startParts(engine, `http {\n${http}\n}`, options);
}

/** Runs a `stream` part in this process until the test is over. */
export function startStream(
  engine: Engine,
  stream: string,
  options: Partial<ProxyOptions> = {},
): Promise<StartedProxy> {
  return startParts(engine, `stream {\n${stream}\n}`, options);
}

/** Runs whole parts in this process until the test is over. */
export async function startParts(
  engine: Engine,
  parts: string,
  options: Partial<ProxyOptions> = {},
): Promise<StartedProxy> {
  const text = `events { worker_connections 1000; }\n${parts}`;
  const config = readNginxConfig('/test/nginx.conf', memorySource({ '/test/nginx.conf': text }));
  const loop = await createLoop(engine);
  const proxy = createProxy(config, loop, { prefix: '/nowhere', ...options });
  onTestFinished(() => {
    proxy.close();
    loop.close();
  });
  const listens = await proxy.listen();
  return {
    ...proxy,
    loop,
    open: (place = 0) => {
      const [address = '', port] = listens[place]?.split(':') ?? [];
      return RawClient.open(address, Number(port));
    },
  };
}
