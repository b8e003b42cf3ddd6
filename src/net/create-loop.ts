import { TidegateError } from '../lib/errors.js';
import type { EngineChoice } from '../model/engine.js';
import type { Loop } from './loop.js';

/**
 * Makes a loop on the chosen engine. `auto`: epoll where it is available, otherwise node.
 * @throws TidegateError ENGINE_UNAVAILABLE when the engine is named and not available here.
 */
export async function createLoop(engine: EngineChoice = 'auto'): Promise<Loop> {
  if (engine === 'node') return createNodeLoop();
  try {
    const { EpollLoop } = await import('./epoll/epoll-loop.js');
    return await EpollLoop.create();
  } catch (error) {
    const unavailable = error instanceof TidegateError && error.code === 'ENGINE_UNAVAILABLE';
    if (engine === 'auto' && unavailable) return createNodeLoop();
    throw error;
  }
}

async function createNodeLoop(): Promise<Loop> {
  const { NodeLoop } = await import('./node/node-loop.js');
  return new NodeLoop();
}
