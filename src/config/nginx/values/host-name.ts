/**
 * Whether nginx accepts a host name, also with a wildcard (ngx_hash_add_key): labels are not empty,
 * and a star is a whole label, the first or the last. After a leading dot a star is an ordinary
 * character.
 */
export function isHostName(name: string): boolean {
  const stars = name.split('*').length - 1;
  if (stars > 1 || name.includes('..')) return false;
  if (stars === 0 || (name.length > 1 && name.startsWith('.'))) return true;
  return name.length > 2 && (name.startsWith('*.') || name.endsWith('.*'));
}
