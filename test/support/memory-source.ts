import type { ConfigSource } from '../../src/config/config-source.js';

/** Configuration files that exist only in a test. */
export function memorySource(files: Readonly<Record<string, string>>): ConfigSource {
  return {
    read(path) {
      const text = files[path];
      if (text === undefined) throw new Error('no such file');
      return text;
    },
    glob(pattern) {
      const regex = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);
      return Object.keys(files)
        .filter((path) => regex.test(path))
        .sort();
    },
  };
}
