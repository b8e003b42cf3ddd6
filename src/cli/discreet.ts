import type { Secrets } from '../lib/secrets.js';
import type { Output, World } from './world.js';

/** A world whose outputs show none of the secrets that it was started with. */
export function discreet(world: World, secrets: Secrets): World {
  return instead(world, {
    stdout: hiding(world.stdout, secrets),
    stderr: hiding(world.stderr, secrets),
  });
}

function hiding(output: Output, secrets: Secrets): Output {
  return instead(output, { write: (text: string) => output.write(secrets.hideKnown(text)) });
}

/** `whole` with some of its parts replaced; assignments go to `whole` itself. */
function instead<T extends object>(whole: T, parts: Partial<T>): T {
  return new Proxy(whole, {
    get: (target, name) => {
      if (Object.hasOwn(parts, name)) return parts[name as keyof T];
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
