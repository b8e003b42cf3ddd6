import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLoop } from '../../src/net/create-loop.js';
import { message, startFixture } from './support/child.js';
import { engines } from './support/engines.js';

afterEach(() => {
  vi.doUnmock('koffi');
  vi.resetModules();
});

describe('createLoop', () => {
  it.each(engines)('makes the engine that is named: %s', async (engine) => {
    const loop = await createLoop(engine);
    expect(loop.engine).toBe(engine);
    expect(loop.bindsLate).toBe(engine === 'epoll');
    expect(loop.size).toBe(0);
    loop.close();
  });

  it('falls back to node where koffi does not load, and says so to who insists', async () => {
    vi.doMock('koffi', () => {
      throw new Error('no prebuilt binary');
    });
    vi.resetModules();
    const fresh = await import('../../src/net/create-loop.js');
    const loop = await fresh.createLoop('auto');
    expect(loop.engine).toBe('node');
    loop.close();
    await expect(fresh.createLoop('epoll')).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      hint: expect.stringContaining('--engine node'),
    });
  });

  it.each(engines)(
    'makes loops that keep no process alive, and listeners that do: %s',
    async (engine) => {
      const child = startFixture('idle-loop.mjs', [engine]);
      expect(await message<string>(child)).toBe('exit');
    },
  );
});
