import { TidegateError } from '../../../lib/errors.js';
import type { ProxyBind, ProxyPass } from '../../../model/nginx.js';
import type { Word } from '../../word.js';
import { invalid, port } from '../../word.js';
import {
  type AnyEntry,
  argument,
  type Entry,
  MANY,
  type Reader,
  setting,
} from '../drafts/entry.js';
import type { Level } from '../drafts/settings.js';
import type { Directive } from '../syntax/syntax.js';
import { localEndpoint } from '../values/local-endpoint.js';
import { flag, integer, template, timeMs } from '../values/values.js';

type HttpLevels = 'http' | 'server' | 'location';

/** Passing a request on. */
export const PROXY: readonly AnyEntry[] = [
  {
    name: 'proxy_pass',
    contexts: ['location'],
    args: [1, 1],
    apply: (location, directive, reader) => {
      const pass = readProxyPass(directive, reader);
      if (
        pass.uri &&
        !pass.expression &&
        (location.kind === 'regex' || location.kind === 'named')
      ) {
        throw uriNotHere(argument(directive, 0), location.kind);
      }
      if (pass.scheme === 'https') reader.counted('proxy_pass to https', pass.place);
      location.proxyPass = pass;
    },
  } satisfies Entry<'location'>,
  {
    name: 'proxy_bind',
    contexts: ['http', 'server', 'location'],
    args: [1, 2],
    apply: (level, directive, reader) => {
      level.settings.proxyBind = readProxyBind(directive, reader);
    },
  } satisfies Entry<HttpLevels>,
  // A directive of Tidegate, not of nginx: see model/nginx.ts.
  setting('proxy_bind_ports', 'proxyBindPorts', portRange),
  {
    name: 'proxy_http_version',
    contexts: ['http', 'server', 'location'],
    args: [1, 1],
    apply: ({ settings }, directive, reader) => {
      const word = argument(directive, 0);
      // From nginx 1.29.4 on; connections are opened and kept as with 1.1.
      if (word.text === '2') reader.counted('proxy_http_version 2', word.place);
      else if (word.text !== '1.0' && word.text !== '1.1') throw invalid(word, '1.0 or 1.1');
      settings.proxyHttpVersion = word.text === '1.0' ? '1.0' : '1.1';
    },
  } satisfies Entry<HttpLevels>,
  {
    name: 'proxy_set_header',
    contexts: ['http', 'server', 'location'],
    args: [2, 2],
    repeats: true,
    apply: setHeader,
  } satisfies Entry<HttpLevels>,
  setting('proxy_method', 'proxyMethod', template),
  setting('proxy_pass_request_headers', 'proxyPassRequestHeaders', flag),
  setting('proxy_pass_request_body', 'proxyPassRequestBody', flag),
  setting('proxy_set_body', 'proxySetBody', template),
  setting('proxy_ignore_client_abort', 'proxyIgnoreClientAbort', flag),
  setting('proxy_connect_timeout', 'proxyConnectTimeoutMs', timeMs),
  setting('proxy_read_timeout', 'proxyReadTimeoutMs', timeMs),
  setting('proxy_send_timeout', 'proxySendTimeoutMs', timeMs),
  setting('proxy_buffering', 'proxyBuffering', flag),
  setting('proxy_request_buffering', 'proxyRequestBuffering', flag),
  {
    name: 'proxy_next_upstream',
    contexts: ['http', 'server', 'location'],
    args: [1, MANY],
    repeats: true,
    apply: (level, directive, reader) => {
      const conditions = directive.args.map((word) => condition(word, reader));
      level.settings.proxyNextUpstream = [
        ...(level.settings.proxyNextUpstream ?? []),
        ...conditions,
      ];
    },
  } satisfies Entry<HttpLevels>,
  setting('proxy_next_upstream_tries', 'proxyNextUpstreamTries', integer),
  setting('proxy_next_upstream_timeout', 'proxyNextUpstreamTimeoutMs', timeMs),
];

function portRange(word: Word): readonly [number, number] | null {
  if (word.text === 'off') return null;
  const [, low = '', high = ''] = /^(\d+)-(\d+)$/.exec(word.text) ?? [];
  if (high === '' || Number(low) > Number(high))
    throw invalid(word, 'ports as 20000-59999, or off');
  return [port(word, low), port(word, high)];
}

const CONDITIONS =
  /^(?:error|timeout|invalid_header|non_idempotent|off|http_(?:403|404|429|500|502|503|504))$/;

function condition(word: Word, reader: Reader): string {
  // Only in NGINX Plus: the server asks for authentication.
  if (word.text === 'denied') reader.unmodelled('proxy_next_upstream denied', word.place);
  else if (!CONDITIONS.test(word.text))
    throw invalid(word, 'conditions such as error, timeout, http_503');
  return word.text;
}

function setHeader(level: Level, directive: Directive): void {
  const header = { name: argument(directive, 0).text, value: template(argument(directive, 1)) };
  level.settings.proxySetHeaders = [...(level.settings.proxySetHeaders ?? []), header];
}

/** `ADDRESS [transparent]` or `off`; the address may contain variables. */
export function readProxyBind(directive: Directive, reader: Reader): ProxyBind {
  const word = argument(directive, 0);
  const option = directive.args[1];
  if (option && option.text !== 'transparent') throw invalid(option, '"transparent" or nothing');
  if (option) reader.counted(`${directive.name} transparent`, option.place);
  if (word.text === 'off') return { kind: 'off' };
  const common = { kind: 'address', transparent: option !== undefined, place: word.place } as const;
  if (word.text.includes('$')) return { ...common, address: template(word) };
  const to = localEndpoint(word.text);
  if (to === null) throw invalid(word, 'ADDRESS, ADDRESS:PORT, a variable, or off');
  return { ...common, address: [to.address], ...(to.port !== null && { port: to.port }) };
}

function readProxyPass(directive: Directive, reader: Reader): ProxyPass {
  const word = argument(directive, 0);
  const { place } = word;
  const expression = word.text.includes('$') ? template(word) : null;
  const socket = socketOf(word.text);
  if (socket !== null) {
    reader.counted(`proxy_pass ${word.text}`, place);
    const uri = socket.uri ? template({ ...word, text: socket.uri }) : null;
    const target = template({ ...word, text: socket.target });
    return { expression, scheme: 'http', target, uri, place };
  }
  const [, scheme, target, uri] = /^(https?):\/\/([^/?]+)(.*)$/is.exec(word.text) ?? [];
  if (!scheme || !target) {
    if (expression) return { expression, scheme: 'http', target: expression, uri: null, place };
    throw invalid(word, 'a URL as http://NAME or http://ADDRESS:PORT');
  }
  return {
    expression,
    scheme: scheme.toLowerCase() === 'https' ? 'https' : 'http',
    target: template({ ...word, text: target }),
    uri: uri ? template({ ...word, text: uri }) : null,
    place,
  };
}

/** A unix socket, which is counted, but not run by the bundled proxy. */
function socketOf(text: string): { target: string; uri?: string | undefined } | null {
  const [, target, uri] = /^https?:\/\/(unix:[^:]+)(?::(.*))?$/is.exec(text) ?? [];
  return target === undefined ? null : { target, uri };
}

function uriNotHere(word: Word, kind: string): TidegateError {
  return new TidegateError(
    'CONFIG_VALUE_BAD',
    `proxy_pass "${word.text}" cannot have a URI in a ${kind} location`,
    { place: word.place, hint: 'Leave out everything after the host, the last slash too.' },
  );
}
