const ASCII = /^[\0-\x7f]*$/;

/**
 * A word of a configuration as its bytes, one a character, as they are sent and compared with a
 * request's bytes. Configurations are read as UTF-8; requests may have any encoding.
 */
export function asBytes(word: string): string {
  return ASCII.test(word) ? word : Buffer.from(word, 'utf8').toString('latin1');
}
