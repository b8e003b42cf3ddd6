import { secretsOf } from '../lib/secrets.js';
import type { World } from './world.js';

/**
 * Takes the secrets of a command line out of what `ps` shows every user of the host; the first thing
 * that is done, for until then it stands there.
 */
export function hideTitle(world: Pick<World, 'argv' | 'env' | 'title'>): void {
  const secrets = secretsOf(world);
  const shown = world.argv.map((word) => secrets.hide(word));
  if (shown.some((word, index) => word !== world.argv[index])) world.title = shown.join(' ');
}
