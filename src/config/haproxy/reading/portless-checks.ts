import type { RefusedCheck } from '../../../model/haproxy.js';
import { isName, isUnixSocket } from '../syntax/host-kinds.js';
import { splitAddress } from '../syntax/values.js';
import { type Named, namedServers, theyAre } from './servers-named.js';
import { type Section, serversOf, setting, settings } from './written-sections.js';

/** Servers with `check` whose address is known when HAProxy reads it: HAProxy does not start. */
function refusedChecks(section: Section): Named | null {
  return portless(section, ({ host }) => !isResolvedLater(host));
}

/** Servers with `check` whose address is a name, or comes later: HAProxy starts, and checks port 0. */
export function checksOfPortZero(section: Section): Named | null {
  return portless(section, ({ host }) => isResolvedLater(host));
}

/** `agent-check` needs a port of its own. */
function agentsWithoutPort(section: Section): Named | null {
  return namedServers(
    section.name,
    serversOf(section).filter(
      ({ options }) => options.has('agent-check') && !options.has('agent-port'),
    ),
  );
}

/** Checks with which HAProxy does not start. Source: check.c, init_srv_check; measured with 2.6.12. */
export function refusedChecksOf(sections: readonly Section[]): RefusedCheck[] {
  return sections.flatMap((section) => {
    if (section.kind !== 'backend' && section.kind !== 'listen') return [];
    if (isDisabled(section)) return [];
    const checks = refusedChecks(section);
    const agents = agentsWithoutPort(section);
    return [
      ...(checks ? [refused(checks, 'check', PORT_MEND)] : []),
      ...(agents ? [refused(agents, 'agent-check', 'Write agent-port PORT beside it.')] : []),
    ];
  });
}

export const PORT_MEND = 'Write the port behind the address, or port PORT beside check.';

function refused(found: Named, word: string, fix: string): RefusedCheck {
  const rest = `${word}, and no port for it: HAProxy does not start`;
  const message = theyAre(found, `has ${rest}`, `have ${rest}`);
  return { message, fix, place: found.first.place };
}

function portless(
  section: Section,
  applies: (address: { readonly host: string }) => boolean,
): Named | null {
  if (connectsByRule(section)) return null;
  return namedServers(
    section.name,
    serversOf(section).filter(({ address, options }) => {
      // DNS gives the port of `_http._tcp.NAME`.
      const { address: host, ports } = splitAddress(address);
      if (!options.has('check') || isUnixSocket(host) || /[$]|^_/.test(address)) return false;
      if (isPort(ports) || isPort(options.get('port')?.value)) return false;
      const other = options.get('addr')?.value ?? '';
      if (isUnixSocket(other) || isPort(splitAddress(other).ports)) return false;
      return applies({ host });
    }),
  );
}

/** `:+100` and `:-1` are relative to the client's port, and a check has no client. */
function isPort(text: string | null | undefined): boolean {
  return text != null && !/^(?:[+-].*|0*)$/.test(text);
}

/** Its address comes later. */
function isResolvedLater(host: string): boolean {
  return isName(host) || /^(?:0\.0\.0\.0|\*|)$/.test(host);
}

/** `tcp-check connect port PORT` and similar rules, which have a port of their own. */
function connectsByRule(section: Section): boolean {
  const rule = setting(section, 'option', 'tcp-check') ? 'tcp-check' : 'http-check';
  const connects = settings(section, rule, 'connect');
  return (
    connects.length > 0 &&
    connects.every((line) => line.some(({ text }) => text === 'port' || text === 'addr'))
  );
}

function isDisabled({ lines, defaults }: Section): boolean {
  const last = lines.findLast(([{ text }]) => text === 'disabled' || text === 'enabled');
  if (last) return last[0].text === 'disabled';
  return defaults !== null && isDisabled(defaults);
}
