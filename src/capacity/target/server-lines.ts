import type { ServerLine } from '../../model/haproxy/hop-haproxy.js';
import type { Hop } from '../../model/hop.js';

/** Stands for an address of this host that the user fills in. */
export const BLANK = 'ADDRESS_';
export const BLANK_IPV6 = `${BLANK}IPV6_`;

/** A line of a server, ready to paste. */
export function writtenServer(line: ServerLine): string {
  const { keyword, name, rest, source, sourceRest, wildcard, maxconn } = line;
  const from = source ?? (sourceRest ? (wildcard ?? null) : null);
  return [
    `${keyword} ${name} ${rest}`,
    ...(from === null ? [] : [`source ${from}${sourceRest ? ` ${sourceRest}` : ''}`]),
    ...(maxconn === null ? [] : [`maxconn ${maxconn}`]),
  ].join(' ');
}

/**
 * Each line once for each source. HAProxy refuses a name or an `id` that another server of the
 * backend has, even if that server takes no traffic.
 */
export function multiplied(
  { servers = [], spareServers = [] }: Hop,
  lines: readonly ServerLine[],
  sources: readonly (string | null)[],
): ServerLine[] {
  const names = new Set([...servers, ...spareServers].map(({ name }) => name));
  const isMixed = new Set(lines.map(isIpv6)).size > 1 || sources.some(isIpv6Address);
  return lines.flatMap((line) =>
    sources.map((one, at) => {
      const source = isMixed ? ofFamily(one, isIpv6(line), at) : one;
      if (at === 0) return { ...line, source };
      let [name, n] = [`${line.name}-${at + 1}`, at + 1];
      for (; names.has(name); n += 1) name = `${line.name}-${n}x`;
      names.add(name);
      return { ...line, name, rest: withoutId(line.rest), source };
    }),
  );
}

/** A source of the other address family cannot be used, so it becomes a blank. */
function ofFamily(source: string | null, isIpv6Server: boolean, at: number): string | null {
  if (source === null) return null;
  const isBlank = source.startsWith(BLANK);
  if (isIpv6Address(source) === isIpv6Server && !(isBlank && isIpv6Server)) return source;
  const range = /:\d+-\d+$/.exec(source)?.[0] ?? '';
  return `${isIpv6Server ? BLANK_IPV6 : BLANK}${at + 1}${range}`;
}

function isIpv6({ keyword, rest }: ServerLine): boolean {
  const [first = '', second = ''] = rest.split(' ');
  const address = keyword === 'server' ? first : second;
  return /^(?:ipv6@|tcp6@|\[)/.test(address) || address.split(':').length > 2;
}

function isIpv6Address(source: string | null): boolean {
  return (source ?? '').replace(/:\d+-\d+$/, '').includes(':');
}

/** Removes `id NUMBER` from what follows the address. */
function withoutId(rest: string): string {
  const words = rest.split(' ');
  return words
    .filter((word, at) => {
      const isId = word === 'id' && at > 0 && /^\d+$/.test(words[at + 1] ?? '');
      return !isId && !(words[at - 1] === 'id' && at > 1 && /^\d+$/.test(word));
    })
    .join(' ');
}
