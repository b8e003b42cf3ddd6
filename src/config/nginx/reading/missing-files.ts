import type { DirectiveRef, NginxConfig } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import { namesText } from '../../names-text.js';

/** Files of types, parameters and TLS that every distribution and certbot install. */
const USUAL = /^(?:mime\.types|fastcgi\.conf|fastcgi-php\.conf|win-utf|koi-utf|koi-win)$/;

/** Whether a file of that name usually has no effect on connections. */
function isUsual(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const said = ['ssl', 'letsencrypt'].some((word) => name.includes(word));
  return said || name.endsWith('_params') || USUAL.test(name);
}

/** Missing included files of one kind. */
export interface MissingFiles {
  /** Names for a message, each once. */
  readonly names: string;
  /** Place of the first include. */
  readonly place: Place;
  /** Their names say that they have no effect on connections. */
  readonly usual: boolean;
}

/** Whether the whole configuration is here. Otherwise a name may be defined in a missing file. */
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
      /** There is no server in the files that are here. */
      readonly nothingElse: boolean;
    })
  | null {
  const [first] = emptyIncludes;
  if (!first) return null;
  const once = new Map(emptyIncludes.map((include) => [include.name, include]));
  const servers = (http?.servers.length ?? 0) + (stream?.servers.length ?? 0);
  return { names: namesText([...once.values()]), place: first.place, nothingElse: servers === 0 };
}

/** First the files that may matter, then the others; a kind without files is left out. */
export function missingFiles(includes: readonly DirectiveRef[]): MissingFiles[] {
  return [false, true].flatMap((usual) => {
    const some = includes.filter(({ name }) => isUsual(name) === usual);
    const [first] = some;
    if (!first) return [];
    const once = new Map(some.map((include) => [include.name, include]));
    return [{ names: namesText([...once.values()]), place: first.place, usual }];
  });
}

/** Notes about files that exist in two places, or in another place than their include says. */
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
      message: `missing, and read from a copy beside the configuration: ${copiesText(copiedIncludes, 'from')}`,
      mend: 'Nothing is to be done where the copy is the one that is meant.',
      place: copied.place,
    };
  }
  const [ofHost] = hostIncludes;
  if (ofHost) {
    yield {
      message: `read from this host, although there is a copy beside the configuration: ${copiesText(hostIncludes, 'and not')}`,
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
