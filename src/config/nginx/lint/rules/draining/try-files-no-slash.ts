import type { HttpServer, Location, TryFiles } from '../../../../../model/nginx.js';
import type { Found } from '../../../../lint/rule.js';
import type { Word } from '../../../../word.js';
import { templateText } from '../../../variables/evaluate-map.js';
import { insert } from '../../edits.js';
import type { LintRule } from '../../rule.js';

export const tryFilesNoSlash: LintRule = {
  severity: 'error',
  why: 'nginx joins root and name without a slash, so the file is never found and the next argument always answers: with maintaining.html, maintenance never begins.',
  *find({ config, written }) {
    for (const location of locations(config.http?.servers ?? [])) {
      const { tryFiles } = location;
      // With an alias nginx removes the location's prefix from the name, which is a different case.
      if (!tryFiles || written.inherited(location.place, 'alias')) continue;
      const words = written.at(tryFiles.place)?.args ?? [];
      for (const [index, name] of names(tryFiles).entries()) {
        const word = words[index];
        if (word && /^[^/$]/.test(name)) yield found(word, name, templateText(location.root));
      }
    }
  },
};

function* locations(servers: readonly HttpServer[]): Iterable<Location> {
  for (const server of servers) yield* server.locations;
}

/** The arguments that are joined to the root or redirected to, in the written order. */
function names({ files, fallback }: TryFiles): string[] {
  const last = fallback.kind === 'uri' ? [templateText(fallback.uri)] : [];
  return [...files.map(templateText), ...last];
}

function found(word: Word, name: string, root: string): Found {
  const start = { ...word.place, column: word.place.column + (word.quoted ? 1 : 0) };
  const base = root.replace(/\/$/, '');
  return {
    message: `try_files looks for "${base}${name}", not for "${base}/${name}"`,
    mend: `Write /${name}.`,
    place: word.place,
    edits: [insert(start, '/')],
  };
}
