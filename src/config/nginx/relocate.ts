/**
 * Moves a configuration to other loopback addresses, so that several runs can exist side by side on
 * one host: `127.0.0.N` becomes `<prefix>.N`, and a `listen` without an address gets `<prefix>.1`.
 * Ports stay, because the capacity depends on them.
 *
 * @param prefix the first three octets, `127.3.7`
 */
export function relocate(text: string, prefix: string): string {
  return text
    .replace(/\b127\.0\.0\.(?=\d{1,3}\b)/g, `${prefix}.`)
    .replace(/^([ \t]*listen[ \t]+)(?:\*:)?(\d+)(?=[\s;])/gm, `$1${prefix}.1:$2`);
}
