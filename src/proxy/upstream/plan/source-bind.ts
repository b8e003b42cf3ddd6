import { isIP } from 'node:net';
import { localEndpoint } from '../../../config/nginx/values/local-endpoint.js';
import { formatEndpoint } from '../../../lib/address/origin.js';
import { TidegateError } from '../../../lib/errors.js';
import type { ProxyBind } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import type { CloseReason } from '../../../net/loop.js';
import { systemErrorNamed } from '../../log/system-error.js';
import type { Scope } from '../../variables/evaluate.js';
import { literal } from '../../variables/scope.js';

/**
 * The local end of a connection. nginx shares no port that is written, so such a port serves one
 * connection.
 */
export type Source =
  | { readonly mode: 'late'; readonly address: string }
  | { readonly mode: 'sole'; readonly address: string; readonly port: number };

/**
 * Evaluated for each connection; null = the kernel chooses; a text = the value of a variable that
 * is no address.
 */
export type SourceBind<R> = (asked: R) => Source | string | null;

/** `proxy_bind`; null = `off`. @throws TidegateError CONFIG_UNSUPPORTED, CONFIG_VALUE_BAD */
export function compileSourceBind<R>(
  bind: ProxyBind | null,
  scope: Scope<R>,
): SourceBind<R> | null {
  if (bind?.kind !== 'address') return null;
  const { address, port, transparent, place } = bind;
  if (transparent) {
    throw new TidegateError('CONFIG_UNSUPPORTED', 'proxy_bind transparent is not supported', {
      place,
      hint: 'Name a source address of this host.',
    });
  }
  const written = literal(address);
  if (written !== null) {
    if (isIP(written) === 0) throw noAddress(written, place);
    const source = sourceOf(written, port ?? null);
    return () => source;
  }
  const evaluate = scope.compile(address, place);
  return (asked) => {
    const text = evaluate(asked);
    if (text === '') return null;
    const end = localEndpoint(text);
    // The kernel accepts fewer forms of an address than a configuration.
    if (end === null || isIP(end.address) === 0) return text;
    return sourceOf(end.address, end.port);
  };
}

function sourceOf(address: string, port: number | null): Source {
  return port === null ? { mode: 'late', address } : { mode: 'sole', address, port };
}

function noAddress(written: string, place: Place): TidegateError {
  return new TidegateError('CONFIG_VALUE_BAD', `"${written}" is no address`, {
    place,
    hint: 'Name a source address of this host.',
  });
}

/**
 * nginx's message for a variable's value that cannot be bound to; the connection is made
 * nevertheless.
 */
export function invalidSource(text: string): string {
  return `invalid local address "${text}"`;
}

/**
 * nginx's message for a source that the kernel refused; null = that was not the error. No other
 * server would help, so the request is answered with 500.
 */
export function unbound(
  source: Source | string | null,
  reason: CloseReason,
  to: string,
): string | null {
  if (source === null || typeof source === 'string') return null;
  const taken = reason === 'no-port' && source.mode === 'sole';
  if (!taken && reason !== 'no-address') return null;
  const { address } = source;
  const name = source.mode === 'sole' ? formatEndpoint({ address, port: source.port }) : address;
  const stranger = isIP(address) !== isIP(to);
  const error = taken ? 'EADDRINUSE' : stranger ? 'EAFNOSUPPORT' : 'EADDRNOTAVAIL';
  return `bind(${name}) failed (${systemErrorNamed(error)}) while connecting to upstream`;
}
