/** Where configuration files come from; `host/files/config-source.ts` reads them from the disk. */
export interface ConfigSource {
  /** The file's text. Throws when there is no such file. */
  read(path: string): string;
  /** Paths that match a pattern with `*`, `?` or `[...]`, sorted; no match is no error. */
  glob(pattern: string): readonly string[];
}
