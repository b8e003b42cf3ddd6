/** The janitor's process: see janitor.ts. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { Chores } from './janitor.js';

type Order = { readonly type: 'assign'; readonly chores: Chores } | { readonly type: 'dismiss' };

let chores: Chores = { remove: [], commands: [] };

process.on('message', (order: Order) => {
  chores = order.type === 'assign' ? order.chores : { remove: [], commands: [] };
  process.send?.({ type: 'done' });
});

process.once('disconnect', () => {
  for (const command of chores.commands) {
    spawnSync('/bin/sh', ['-c', command], { stdio: 'ignore', timeout: 60_000 });
  }
  for (const path of chores.remove) {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
  process.exit();
});
