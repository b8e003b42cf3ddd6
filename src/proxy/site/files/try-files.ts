import type { TryFiles } from '../../../model/nginx.js';
import type { HttpRequest } from '../../http/request/request.js';
import type { Evaluate, Scope } from '../../variables/evaluate.js';
import { fileKind } from './static-file.js';

/** The result of `try_files`: an existing file, another place in the configuration, or a status. */
export type TryFilesResult =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'uri'; readonly path: string }
  | number;

/**
 * Compiles `try_files`. Root and name are joined unchanged, as in nginx: a name without a leading
 * slash is searched for at `<root>name`, beside the root and not in it.
 */
export function compileTryFiles(
  { files, fallback, place }: TryFiles,
  root: Evaluate,
  scope: Scope,
): (request: HttpRequest) => TryFilesResult {
  const candidates: Evaluate[] = files.map((file) => scope.compile(file, place));
  const uri = fallback.kind === 'uri' ? scope.compile(fallback.uri, place) : null;
  return (request) => {
    const directory = root(request);
    for (const candidate of candidates) {
      const path = candidate(request);
      const wanted = path.endsWith('/') ? 'directory' : 'file';
      if (fileKind(`${directory}${path}`) !== wanted) continue;
      // nginx continues with a directory's name as with a file's.
      return { kind: 'file', path: wanted === 'directory' ? path.slice(0, -1) : path };
    }
    if (fallback.kind === 'status') return fallback.status;
    if (fallback.kind === 'named') return { kind: 'named', name: fallback.name };
    return { kind: 'uri', path: uri?.(request) ?? '/' };
  };
}
