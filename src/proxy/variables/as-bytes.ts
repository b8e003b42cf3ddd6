const ASCII = /^[\0-\x7f]*$/;

/**
 * A word of a configuration as its bytes, one a character: what is sent, and what a request's own
 * bytes are compared with. Configurations are read as UTF-8; requests are whatever they are.
 */
export function asBytes(word: string): string {
  return ASCII.test(word) ? word : Buffer.from(word, 'utf8').toString('latin1');
}
