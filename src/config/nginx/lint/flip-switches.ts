import type { NginxConfig, RewriteStep, Template, TryFiles } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import { templateText } from '../variables/evaluate-map.js';

/** A directive that lets requests through depending on whether a file exists. */
export interface FlipSwitch {
  readonly kind: 'try_files' | 'if';
  readonly place: Place;
  /** The location or server that the settings belong to. */
  readonly block: Place;
}

/**
 * Places where a file with a fixed name decides, as the page or mark of maintenance does. Files
 * that the request names are the content of a site: `try_files $uri $uri/ /index.php` is no switch.
 */
export function* flipSwitches({ http }: NginxConfig): Iterable<FlipSwitch> {
  for (const server of http?.servers ?? []) {
    yield* testsOf(server.rewrite, server.place);
    for (const { tryFiles, rewrite, place: block } of server.locations) {
      yield* testsOf(rewrite, block);
      if (tryFiles && isSwitch(tryFiles)) yield { kind: 'try_files', place: tryFiles.place, block };
    }
  }
}

/** `if (-f $document_root/maintenance.html)` */
function* testsOf(steps: readonly RewriteStep[], block: Place): Iterable<FlipSwitch> {
  for (const step of steps) {
    if (step.kind !== 'if' || !('path' in step.condition)) continue;
    if (isFixed(step.condition.path)) yield { kind: 'if', place: step.place, block };
  }
}

/** The file is tested before anything else. The index of a site, which always exists, is no switch. */
function isSwitch({ files: [first, ...more], fallback }: TryFiles): boolean {
  if (first === undefined || !isFixed(first)) return false;
  const isIndex = /(?:^|\/)index\.\w{1,8}$/.test(templateText(first));
  return !isIndex || more.length > 0 || fallback.kind !== 'status';
}

/** The path is the same for every request of a server, as far as can be known. */
function isFixed(path: Template): boolean {
  return path.every(
    (part) => typeof part === 'string' || /^(?:document_root|realpath_root)$/.test(part.variable),
  );
}
