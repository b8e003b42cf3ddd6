import type { Edit } from '../../../model/lint.js';
import type { MapBlock, NginxConfig } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import { mapEvaluator } from '../evaluate-map.js';
import type { Directive } from '../syntax.js';
import type { DirectiveIndex } from './directive-index.js';
import { replaceWord } from './edits.js';
import { literal, type Proxied } from './proxied.js';

/** Whether a location's requests leave the upstream connection open, and what would make them. */
export interface KeepaliveHeaders {
  readonly httpVersion: '1.0' | '1.1';
  /** `Connection` of a request without Upgrade; null = not known. */
  readonly connection: string | null;
}

/** @param byDefault whether nginx itself asks to keep it open where nothing is written. */
export function keepaliveHeaders(
  { location, proxy }: Proxied,
  config: NginxConfig,
  byDefault: { readonly written: DirectiveIndex } | null = null,
): KeepaliveHeaders {
  const header = proxy.setHeaders.find(({ name }) => name.toLowerCase() === 'connection');
  const value = header?.value ?? [];
  const [variable] = value;
  const map =
    value.length === 1 && typeof variable === 'object'
      ? upgradeMap(variable.variable, config)
      : null;
  const sent = map ? mapEvaluator(map)('') : value;
  const unsaid = (name: string, of: (directive: Directive) => boolean = () => true) =>
    byDefault !== null && !byDefault.written.inheritedAll(location.place, name).some(of);
  const noHeader = unsaid(
    'proxy_set_header',
    ({ args }) => args[0]?.text.toLowerCase() === 'connection',
  );
  return {
    httpVersion: unsaid('proxy_http_version') ? '1.1' : proxy.httpVersion,
    connection: noHeader ? '' : literal(sent),
  };
}

/** The `map $http_upgrade $connection_upgrade` of the WebSocket recipe. */
function upgradeMap(variable: string, { http }: NginxConfig): MapBlock | null {
  const map = http?.maps.find((one) => one.variable === variable);
  const [source] = map?.source ?? [];
  return map && typeof source === 'object' && source.variable === 'http_upgrade' ? map : null;
}

/** `proxy_http_version 1.1` and an empty `Connection`, where the location does not have them. */
export function keepAliveEdits(
  proxied: Proxied,
  config: NginxConfig,
  written: DirectiveIndex,
): Edit[] {
  const { httpVersion, connection } = keepaliveHeaders(proxied, config);
  const { place } = proxied.location;
  const pass = written.inherited(place, 'proxy_pass');
  if (!pass) return [];
  return [
    ...(httpVersion === '1.0' ? versionEdits(place, pass, written) : []),
    ...(connection === 'close' ? connectionEdits(place, pass, written) : []),
  ];
}

function versionEdits(place: Place, pass: Directive, written: DirectiveIndex): Edit[] {
  const word = written.inherited(place, 'proxy_http_version')?.args[0];
  return word ? replaceWord(word, '1.1') : [add(pass, 'proxy_http_version 1.1;')];
}

/** Beside the headers that are set already: at another level they would no longer be inherited. */
function connectionEdits(place: Place, pass: Directive, written: DirectiveIndex): Edit[] {
  const headers = written.inheritedAll(place, 'proxy_set_header');
  const own = headers.find(({ args }) => args[0]?.text.toLowerCase() === 'connection')?.args[1];
  if (!own) return [add(headers[0] ?? pass, 'proxy_set_header Connection "";')];
  if (own.text === 'close') return replaceWord(own, '""');
  return [...written.named('map')]
    .filter(({ args }) => args[0]?.text === '$http_upgrade' && args[1]?.text === own.text)
    .flatMap(({ body }) => body?.find(({ name }) => name === '')?.args[0] ?? [])
    .flatMap((word) => replaceWord(word, '""'));
}

function add(before: Directive, text: string): Edit {
  return { kind: 'add', before: before.place, text };
}
