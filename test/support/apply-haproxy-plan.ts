import type { TargetChange } from '../../src/model/capacity.js';
import type { HostFacts } from '../../src/model/facts.js';

/** A configuration and its host. */
export interface Deployed {
  readonly text: string;
  readonly facts: HostFacts;
}

/** Does what the changes say, by hand: pastes their lines where each of them belongs. */
export function applyHaproxyPlan(deployed: Deployed, changes: readonly TargetChange[]): Deployed {
  return changes.reduce(apply, deployed);
}

function apply({ text, facts }: Deployed, { where, lines }: TargetChange): Deployed {
  if (where === 'sysctl') return { text, facts: lines.reduce(setSysctl, facts) };
  if (where === 'service') return { text, facts: lines.reduce(setUnit, facts) };
  if (where === 'haproxy') return { text: paste(text, lines), facts };
  throw new Error(`a change of ${where} cannot be pasted`);
}

function setSysctl(facts: HostFacts, line: string): HostFacts {
  const [name, value = ''] = line.split(' = ');
  switch (name) {
    case 'net.ipv4.ip_local_port_range': {
      const [low = 0, high = 0] = value.split(' ').map(Number);
      return { ...facts, portRange: [low, high] };
    }
    case 'fs.nr_open':
      return { ...facts, nrOpen: Number(value) };
    case 'fs.file-max':
      return { ...facts, fileMax: Number(value) };
    case 'fs.epoll.max_user_watches':
      return { ...facts, epollMaxUserWatches: Number(value) };
    default:
      throw new Error(`no sysctl ${name} is known here`);
  }
}

function setUnit(facts: HostFacts, line: string): HostFacts {
  const limit = /^LimitNOFILE=(\d+)$/.exec(line)?.[1];
  return limit ? { ...facts, nofile: { soft: 1024, hard: Number(limit) } } : facts;
}

const SECTION = /^(?:global|defaults|frontend|backend|listen|peers|resolvers)\b/;

/** Lines of a section in place of those of their keyword; a second `global` says more of the process. */
function paste(text: string, [header = '', ...lines]: readonly string[]): string {
  // Blanks for a person to fill in.
  const inner = lines.map((line) => line.replaceAll(/ADDRESS_(\d+)/g, addressOf));
  if (header === 'global') return `${text}\nglobal\n${inner.join('\n')}\n`;
  const all = text.split('\n');
  const begin = all.findIndex((line) => line.trim().split(/\s+/).slice(0, 2).join(' ') === header);
  if (begin === -1) throw new Error(`there is no section "${header}"`);
  const found = all.findIndex((line, at) => at > begin && SECTION.test(line.trim()));
  const end = found === -1 ? all.length : found;
  const replaced = new Set(inner.map(kindOf));
  const kept = all.slice(begin + 1, end).filter((line) => !replaced.has(kindOf(line)));
  return [...all.slice(0, begin + 1), ...kept, ...inner, ...all.slice(end)].join('\n');
}

/** Its keyword; lines that make servers are of one kind. */
function kindOf(line: string): string {
  const [keyword = ''] = line.trim().split(/\s+/);
  return /^(?:server-template|dispatch)$/.test(keyword) ? 'server' : keyword;
}

function addressOf(_: string, n: string): string {
  return `10.99.${Math.floor(Number(n) / 250)}.${(Number(n) % 250) + 1}`;
}
