import type { DirectiveRef, NginxConfig } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import { namesText } from '../refused/unmodelled.js';

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

/** Whether all of it is here: else what a name points at may stand in a file that is not. */
export function isWhole({
  shape,
  missingIncludes,
  emptyIncludes,
}: Pick<NginxConfig, 'shape' | 'missingIncludes' | 'emptyIncludes'>): boolean {
  return shape === 'complete' && missingIncludes.length === 0 && emptyIncludes.length === 0;
}

/** Patterns that match nothing here; null = none. */
export function emptyPatterns({
  emptyIncludes,
  http,
  stream,
}: Pick<NginxConfig, 'emptyIncludes' | 'http' | 'stream'>):
  | (Omit<MissingFiles, 'usual'> & {
      /** There is no server in what is here. */
      readonly nothingElse: boolean;
    })
  | null {
  const [first] = emptyIncludes;
  if (!first) return null;
  const once = new Map(emptyIncludes.map((include) => [include.name, include]));
  const servers = (http?.servers.length ?? 0) + (stream?.servers.length ?? 0);
  return { names: namesText([...once.values()]), place: first.place, nothingElse: servers === 0 };
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

/** What is to be said of files that lie in two places, or in another than their include says. */
export function* copyNotes({
  copiedIncludes,
  hostIncludes,
}: Pick<NginxConfig, 'copiedIncludes' | 'hostIncludes'>): Iterable<{
  readonly message: string;
  readonly mend: string;
  readonly place: Place;
}> {
  const [copied] = copiedIncludes;
  if (copied) {
    yield {
      message: `not there, and read from a copy beside the configuration: ${copiesText(copiedIncludes, 'from')}`,
      mend: 'Nothing is to be done where the copy is the one that is meant.',
      place: copied.place,
    };
  }
  const [ofHost] = hostIncludes;
  if (ofHost) {
    yield {
      message: `read from this host, though a copy lies beside the configuration: ${copiesText(hostIncludes, 'and not')}`,
      mend: 'Where the copy is the one that is meant, look at it on a host that has no such file, or change the path.',
      place: ofHost.place,
    };
  }
}

/** `/etc/nginx/conf.d/*.conf from conf.d/*.conf`, each once. */
function copiesText(copies: NginxConfig['copiedIncludes'], between: string): string {
  const named = copies.map(({ name, file, place }) => ({
    name: `${name} ${between} ${file}`,
    place,
  }));
  return namesText([...new Map(named.map((one) => [one.name, one])).values()]);
}
