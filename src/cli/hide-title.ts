import { secretsOf } from '../lib/secrets.js';
import type { World } from './world.js';

/**
 * Removes the secrets of a command line from what `ps` shows to every user of the host. Runs first,
 * because until then they are visible.
 */
export function hideTitle(world: Pick<World, 'argv' | 'env' | 'title'>): void {
  const secrets = secretsOf(world);
  const shown = world.argv.map((word) => secrets.hide(word));
  if (shown.some((word, index) => word !== world.argv[index])) world.title = shown.join(' ');
}
