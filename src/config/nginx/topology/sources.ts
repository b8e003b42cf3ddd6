import type { MapBlock, ProxyBind, SplitClients } from '../../../model/nginx.js';
import type { Clients } from '../../clients.js';
import { countPorts } from '../variables/count-ports.js';
import { mapEvaluator, templateText } from '../variables/evaluate-map.js';
import { type FoundSources, ofSplit } from './split-sources.js';

export interface SourceContext {
  readonly maps: readonly MapBlock[];
  readonly splits: readonly SplitClients[];
  readonly clients: Clients;
}

/** The addresses that `proxy_bind` connects from, and how connections spread over them. */
export function sourcesOf(bind: ProxyBind | null, context: SourceContext): FoundSources {
  if (!bind || bind.kind === 'off') return one("the kernel's choice of address");
  const text = templateText(bind.address);
  const [variable] = bind.address;
  if (bind.transparent) {
    const message = `proxy_bind ${text} transparent is not modelled: counted as the clients' addresses`;
    const fix = 'Check the host by hand: routing and the ports of the clients decide.';
    return {
      sources: { count: context.clients.addresses, distribution: null },
      description: text,
      warnings: [{ code: 'TRANSPARENT_BIND', message, fix, ...where(bind) }],
    };
  }
  if (bind.address.every((part) => typeof part === 'string')) return one(text);
  if (bind.address.length === 1 && typeof variable === 'object') {
    const found = ofVariable(variable.variable, context);
    if (found) return found;
  }
  const message = `proxy_bind ${text}: its addresses are not known, one is assumed`;
  const fix = 'Set the address through a map or split_clients of this configuration.';
  return {
    ...one(text),
    warnings: [{ code: 'MAP_SOURCE_UNKNOWN', message, fix, ...where(bind) }],
  };
}

function where(bind: Extract<ProxyBind, { kind: 'address' }>) {
  return { file: bind.place.file, line: bind.place.line };
}

function one(description: string): FoundSources {
  return { sources: { count: 1, distribution: null }, description, warnings: [] };
}

function ofVariable(name: string, context: SourceContext): FoundSources | null {
  if (name === 'remote_addr') {
    const sources = { count: context.clients.addresses, distribution: null };
    return { sources, description: '$remote_addr', warnings: [] };
  }
  const map = context.maps.find((one) => one.variable === name);
  if (map) return ofMapOnce(map, context.clients);
  const split = context.splits.find((one) => one.variable === name);
  return split ? ofSplit(split, context.clients) : null;
}

/** The results of a map for these clients, kept because hundreds of locations may bind by one map. */
const known = new WeakMap<Clients, WeakMap<MapBlock, FoundSources>>();

function ofMapOnce(map: MapBlock, clients: Clients): FoundSources {
  const ofClients = known.get(clients) ?? new WeakMap<MapBlock, FoundSources>();
  known.set(clients, ofClients);
  const found = ofClients.get(map) ?? ofMap(map, clients);
  ofClients.set(map, found);
  return found;
}

function ofMap(map: MapBlock, clients: Clients): FoundSources {
  const by = `map ${templateText(map.source)} $${map.variable}`;
  const written = writtenIn(map);
  const description = `$${map.variable}, ${written.length} addresses`;
  const [variable] = map.source;
  const overPorts =
    map.source.length === 1 && typeof variable === 'object' && variable.variable === 'remote_port';
  if (!overPorts) {
    const message = `how "${by}" spreads connections is not known: assumed to be even`;
    const fix = 'Choose by $remote_port, or by split_clients, whose shares are known.';
    const { file, line } = map.place;
    return {
      sources: { count: written.length, distribution: null },
      description,
      warnings: [{ code: 'MAP_SOURCE_UNKNOWN', message, fix, file, line }],
    };
  }
  const buckets = countPorts(written, clients.ports, mapEvaluator(map));
  const distribution = { by, buckets, place: map.place };
  return { sources: { count: buckets.length, distribution }, description, warnings: [] };
}

/** Each address once, in the file's order, with the default first. */
function writtenIn(map: MapBlock): string[] {
  const texts = new Set([templateText(map.default)]);
  for (const { value } of map.entries) texts.add(templateText(value));
  texts.delete('');
  return [...texts];
}
