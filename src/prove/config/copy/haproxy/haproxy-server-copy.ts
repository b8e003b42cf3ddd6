import { hostAndPort } from '../places.js';
import { scaledRange } from '../scale.js';
import { addBackend, certificates, type HaproxyCopying, scaledOptions } from './haproxy-copying.js';
import { withEnvironment, without } from './haproxy-words.js';

/** The port of servers whose port comes from the name of a service. */
const SERVICE_PORT = 8080;

/** A name resolves to an address for each server of a template, so this many servers are written. */
export function serversOf(
  copying: HaproxyCopying,
  texts: readonly string[],
): readonly (readonly string[])[] {
  const [, prefix = '', range = '', name = '', ...options] = texts;
  const [, first = '1', last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
  const from = range.includes('-') ? Number(first) : 1;
  const found = hostAndPort(name, 0);
  if (!found) return [texts];
  // The name of a service (SRV) includes its port, but there is no DNS to ask.
  const port = found.port || (name.startsWith('_') ? SERVICE_PORT : 0);
  copying.standIns.say(`server-template ${prefix} is written as its servers, each with an address`);
  return Array.from({ length: Number(last) - from + 1 }, (_, index) => {
    const at = copying.places.addressOf(`${from + index}.${found.host}`);
    const address = port === 0 ? at : `${at}:${port}`;
    return copyServer(copying, ['server', `${prefix}${from + index}`, address, ...options]);
  });
}

export function copyServer(copying: HaproxyCopying, texts: readonly string[]): readonly string[] {
  const [keyword = '', name = '', address = '', ...options] = texts;
  const copied = serverAddress(copying, address);
  checkPort(copying, address, options);
  return [keyword, name, copied, ...serverOptions(copying, options)];
}

function serverAddress(copying: HaproxyCopying, text: string): string {
  const path = /^(?:unix@)?(\/.*)$/.exec(text)?.[1];
  if (path) {
    const made = copying.standIns.pathFor(path);
    addBackend(copying, { path: made });
    return `unix@${made}`;
  }
  const written = withEnvironment(text).replace(/^ipv[46]@|^tcp[46]@/, '');
  const distance = /:([+-]\d{1,5})$/.exec(written);
  const found = hostAndPort(distance ? written.slice(0, distance.index) : written, 0);
  if (!found) return text;
  const address = copying.places.addressOf(found.host);
  if (found.port === 0) copying.portless.push({ address, distance: Number(distance?.[1] ?? 0) });
  else addBackend(copying, { address, port: found.port });
  return text;
}

function checkPort(copying: HaproxyCopying, address: string, options: readonly string[]): void {
  const at = options.indexOf('port');
  const found = hostAndPort(withEnvironment(address), 0);
  if (at === -1 || !found) return;
  addBackend(copying, {
    address: copying.places.addressOf(found.host),
    port: Number(options[at + 1]),
  });
}

export function serverOptions(
  copying: HaproxyCopying,
  options: readonly string[],
): readonly string[] {
  const dropped = new Map([
    ['agent-check', 0],
    ['agent-port', 1],
    ['agent-addr', 1],
    ['agent-inter', 1],
    ['resolvers', 1],
    ['resolve-prefer', 1],
    ['init-addr', 1],
    ['check-ssl', 0],
    ['cookie-domain', 1],
  ]);
  for (const option of options) {
    if (!dropped.has(option)) continue;
    copying.standIns.say(`${option} of a server is left out: no such service is here`);
  }
  const kept = certificates(copying, scaledOptions(copying, without(options, dropped)));
  const source = kept.indexOf('source');
  if (source !== -1) return [...kept.slice(0, source), ...copySource(copying, kept.slice(source))];
  return kept.includes('ssl') && kept.includes('check') ? [...kept, 'no-check-ssl'] : kept;
}

/** `source ADDRESS[:LOW[-HIGH]] ...`. */
export function copySource(
  copying: HaproxyCopying,
  [keyword = '', text = '', ...more]: readonly string[],
): readonly string[] {
  const parts = /^(.*?)(?::(\d+)(?:-(\d+))?)?$/.exec(withEnvironment(text));
  const [, host = '', low, high = low] = parts ?? [];
  // With every address HAProxy does not bind at all, and the range has no effect.
  const every = host === '' || host === '*' || host === '0.0.0.0';
  if (!every) copying.sources.add(copying.places.addressOf(host));
  if (low === undefined) return [keyword, text, ...more];
  const range = scaledRange([Number(low), Number(high)], copying.scale);
  if (!every) copying.ownPorts = range;
  return [keyword, `${host}:${range.join('-')}`, ...more];
}
