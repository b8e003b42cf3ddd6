import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Directive } from '../../../../config/nginx/syntax/syntax.js';
import type { EngineUnderProof } from '../../../../model/prove-config.js';
import type { StandIns } from '../stand-ins.js';
import { directive, type Written } from './write-nginx.js';

/** In many nginx packages stream is a module, which another file in /etc/nginx loads. */
export function streamModule(
  tree: readonly Directive[],
  engine: EngineUnderProof,
  standIns: StandIns,
): Written[] {
  const loads = tree.some(
    ({ name, args }) => name === 'load_module' && args[0]?.text.includes('ngx_stream_module'),
  );
  if (engine !== 'nginx' || loads || !tree.some(({ name }) => name === 'stream')) return [];
  const built = builtWith();
  if (!built.includes('--with-stream=dynamic')) return [];
  standIns.say('stream is a module of this nginx: the copy loads it');
  return [directive('load_module', join(modulesOf(built), 'ngx_stream_module.so'))];
}

/**
 * A module of this nginx, in whichever path the configuration names it; null = there is none of
 * this name.
 */
export function modulePath(path: string): string | null {
  const module = join(modulesOf(builtWith()), basename(path));
  return existsSync(module) ? module : null;
}

function modulesOf(built: string): string {
  return /--modules-path=(\S+)/.exec(built)?.[1] ?? '/usr/lib/nginx/modules';
}

/** How this nginx was built; empty without nginx. */
function builtWith(): string {
  return spawnSync('nginx', ['-V'], { encoding: 'utf8' }).stderr ?? '';
}
