import type { HttpRequest } from '../../http/request/request.js';
import { quoted } from '../../log/escape.js';
import { systemErrorNamed } from '../../log/system-error.js';
import type { SiteLocation } from '../compile-site.js';
import { fileKind } from './static-file.js';

/** What nginx's index and static modules do with a request. */
export type StaticContent =
  | { readonly kind: 'file'; readonly file: string }
  /** An internal redirect to a directory's index. */
  | { readonly kind: 'index'; readonly path: string }
  /** A directory that was requested without its slash. */
  | { readonly kind: 'slash' }
  | None;

export interface None {
  readonly kind: 'none';
  readonly status: 403 | 404 | 405;
  /** The message for the error log; null = none. */
  readonly log: string | null;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);
const NOT_ALLOWED: StaticContent = { kind: 'none', status: 405, log: null };

export function findContent(location: SiteLocation, request: HttpRequest): StaticContent {
  const { path, method } = request;
  if (!METHODS.has(method)) return NOT_ALLOWED;
  const file = `${location.root(request)}${path}`;
  if (path.endsWith('/')) return findIndex(file, location, request);
  const kind = fileKind(file);
  if (kind === 'directory') return { kind: 'slash' };
  if (kind !== 'file') return noFile(file, location, kind === 'missing');
  return method === 'POST' ? NOT_ALLOWED : { kind: 'file', file };
}

/** A file that does not exist, or cannot be opened. */
export function noFile(file: string, { model }: SiteLocation, missing: boolean): None {
  const why = systemErrorNamed(missing ? 'ENOENT' : 'EACCES');
  const log = missing && !model.logsNotFound ? null : `open() ${quoted(file)} failed (${why})`;
  return { kind: 'none', status: missing ? 404 : 403, log };
}

function findIndex(directory: string, location: SiteLocation, request: HttpRequest): StaticContent {
  const { logsNotFound } = location.model;
  let missing = '';
  for (const evaluate of location.index) {
    const name = evaluate(request);
    if (name.startsWith('/')) return { kind: 'index', path: name };
    const file = `${directory}${name}`;
    if (fileKind(file) === 'file') return { kind: 'index', path: `${request.path}${name}` };
    missing ||= file;
  }
  if (fileKind(directory) !== 'missing') {
    const log = `directory index of ${quoted(directory)} is forbidden`;
    return { kind: 'none', status: 403, log };
  }
  const why = systemErrorNamed('ENOENT');
  const log = logsNotFound ? `${quoted(missing)} is not found (${why})` : null;
  return { kind: 'none', status: 404, log };
}
