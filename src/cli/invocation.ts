import { delimiter, dirname, isAbsolute, relative } from 'node:path';
import type { World } from './world.js';

/**
 * How the user called Tidegate, for printed commands: `tidegate` where it is on the PATH, `npx
 * tidegate` where a project has it, otherwise node with the script's path.
 */
export function invocation({ argv, env, cwd }: Pick<World, 'argv' | 'env' | 'cwd'>): string {
  const script = argv[1] ?? '';
  // npm puts this folder on the PATH of what it runs, not on that of another terminal.
  if (/[/\\]node_modules[/\\]\.bin[/\\]tidegate$/.test(script)) return 'npx tidegate';
  const onPath = (env.PATH ?? '').split(delimiter).includes(dirname(script));
  if (onPath && /[/\\]tidegate$/.test(script)) return 'tidegate';
  const within = relative(cwd(), script);
  const path = within.startsWith('..') || isAbsolute(within) ? script : within;
  return `node ${/[^\w./@-]/.test(path) ? `"${path}"` : path}`;
}
