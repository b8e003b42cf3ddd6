import type { DirectiveRef } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import { namesText } from './unmodelled.js';

/** Files that every distribution and certbot bring along, of types, parameters and TLS. */
const USUAL = /^(?:mime\.types|fastcgi\.conf|fastcgi-php\.conf|win-utf|koi-utf|koi-win)$/;

/** Whether a file of that name says nothing about connections, as a rule. */
function isUsual(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const said = ['ssl', 'letsencrypt'].some((word) => name.includes(word));
  return said || name.endsWith('_params') || USUAL.test(name);
}

/** Included files that are not there, of one kind. */
export interface MissingFiles {
  /** For people, each once. */
  readonly names: string;
  /** Of the first include. */
  readonly place: Place;
  /** By their names they say nothing about connections. */
  readonly usual: boolean;
}

/** Those that may matter, then those of no consequence; a kind of which there are none is left out. */
export function missingFiles(includes: readonly DirectiveRef[]): MissingFiles[] {
  return [false, true].flatMap((usual) => {
    const some = includes.filter(({ name }) => isUsual(name) === usual);
    const [first] = some;
    if (!first) return [];
    const once = new Map(some.map((include) => [include.name, include]));
    return [{ names: namesText([...once.values()]), place: first.place, usual }];
  });
}
