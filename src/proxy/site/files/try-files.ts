import type { TryFiles } from '../../../model/nginx.js';
import type { HttpRequest } from '../../http/request/request.js';
import type { Evaluate, Scope } from '../../variables/evaluate.js';
import { fileKind } from './static-file.js';

/** Where `try_files` leads: a file that is there, elsewhere in the configuration, or a status. */
export type TryFilesResult =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'uri'; readonly path: string }
  | number;

/**
 * Compiles `try_files`. Root and name are joined as they stand, as nginx does: a name without a
 * leading slash is looked for at `<root>name`, beside the root rather than in it.
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
      // nginx goes on with a directory's name as it would with a file's.
      return { kind: 'file', path: wanted === 'directory' ? path.slice(0, -1) : path };
    }
    if (fallback.kind === 'status') return fallback.status;
    if (fallback.kind === 'named') return { kind: 'named', name: fallback.name };
    return { kind: 'uri', path: uri?.(request) ?? '/' };
  };
}
