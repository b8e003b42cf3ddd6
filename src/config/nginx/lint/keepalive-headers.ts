import type { Edit } from '../../../model/lint.js';
import type { MapBlock, NginxConfig } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import type { Directive } from '../syntax/syntax.js';
import { template } from '../values/values.js';
import { mapEvaluator } from '../variables/evaluate-map.js';
import type { DirectiveIndex } from './directive-index.js';
import { replaceWord } from './edits.js';
import { literal } from './proxied.js';

/** Whether a location's requests leave the upstream connection open, and what has to change for that. */
export interface KeepaliveHeaders {
  readonly httpVersion: string;
  /** `Connection` of a request without Upgrade; null = not known. */
  readonly connection: string | null;
}

/** The configuration, and whether nginx itself keeps connections open by default. */
export interface KeepaliveInput {
  readonly config: NginxConfig;
  readonly written: DirectiveIndex;
  readonly byDefault: boolean;
}

/** @param place the location's; an `if` in it has the same settings */
export function keepaliveHeaders(
  place: Place,
  { config, written, byDefault }: KeepaliveInput,
): KeepaliveHeaders {
  const version = written.inherited(place, 'proxy_http_version')?.args[0]?.text;
  return {
    httpVersion: version ?? (byDefault ? '1.1' : '1.0'),
    connection: connectionSent(connectionWord(place, written), config, byDefault),
  };
}

function connectionSent(
  word: ReturnType<typeof connectionWord>,
  config: NginxConfig,
  byDefault: boolean,
): string | null {
  if (!word) return byDefault ? '' : 'close';
  const value = template(word);
  const [variable] = value;
  const map =
    value.length === 1 && typeof variable === 'object'
      ? upgradeMap(variable.variable, config)
      : null;
  return literal(map ? mapEvaluator(map)('') : value);
}

/** The value of `proxy_set_header Connection`. */
export function connectionWord(place: Place, written: DirectiveIndex) {
  const headers = written.inheritedAll(place, 'proxy_set_header');
  return headers.find(({ args }) => args[0]?.text.toLowerCase() === 'connection')?.args[1];
}

/** The `map $http_upgrade $connection_upgrade` of the usual WebSocket configuration. */
function upgradeMap(variable: string, { http }: NginxConfig): MapBlock | null {
  const map = http?.maps.find((one) => one.variable === variable);
  const [source] = map?.source ?? [];
  return map && typeof source === 'object' && source.variable === 'http_upgrade' ? map : null;
}

/** `proxy_http_version 1.1` and an empty `Connection`, if the location lacks them. */
export function keepAliveEdits(place: Place, input: KeepaliveInput): Edit[] {
  const { written } = input;
  const { httpVersion, connection } = keepaliveHeaders(place, input);
  const pass = written.inherited(place, 'proxy_pass');
  if (!pass) return [];
  return [
    ...(httpVersion === '1.0' ? versionEdits(place, pass, written) : []),
    ...(connection === 'close' ? connectionEdits(place, pass, written) : []),
  ];
}

/** `proxy_http_version 1.1`, instead of the written version or before the pass. */
export function versionEdits(place: Place, pass: Directive, written: DirectiveIndex): Edit[] {
  const word = written.inherited(place, 'proxy_http_version')?.args[0];
  return word ? replaceWord(word, '1.1') : [add(pass, 'proxy_http_version 1.1;')];
}

/**
 * Added beside the headers that are already set, because headers at another level would no longer
 * be inherited.
 */
function connectionEdits(place: Place, pass: Directive, written: DirectiveIndex): Edit[] {
  const [beside] = written.inheritedAll(place, 'proxy_set_header');
  const own = connectionWord(place, written);
  if (!own) return [add(beside ?? pass, 'proxy_set_header Connection "";')];
  if (own.text === 'close') return replaceWord(own, '""');
  return [...written.named('map')]
    .filter(({ args }) => args[0]?.text === '$http_upgrade' && args[1]?.text === own.text)
    .flatMap(({ body }) => body?.find(({ name }) => name === '')?.args[0] ?? [])
    .flatMap((word) => replaceWord(word, '""'));
}

function add(before: Directive, text: string): Edit {
  return { kind: 'add', before: before.place, text };
}
