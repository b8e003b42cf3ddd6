import { type ConfigLanguage, languageOf } from '../../config/language.js';
import { diskSource } from '../../host/files/config-source.js';

/** The language of a configuration on this host's disk. */
export function languageOfFile(file: string): ConfigLanguage {
  return languageOf(file, textOf(file));
}

function textOf(file: string): string | null {
  try {
    return diskSource.read(file);
  } catch {
    // The reader reports why it cannot be read, with a hint.
    return null;
  }
}
