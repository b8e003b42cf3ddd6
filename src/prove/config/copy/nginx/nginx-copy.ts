import { join } from 'node:path';
import { parseWithIncludes } from '../../../../config/nginx/syntax/include.js';
import { type Directive, everyOne } from '../../../../config/nginx/syntax/syntax.js';
import { diskSource } from '../../../../host/files/config-source.js';
import { bareAddress } from '../../../../lib/address/ip.js';
import { TidegateError } from '../../../../lib/errors.js';
import type { EngineUnderProof } from '../../../../model/prove-config.js';
import type { Socket } from '../../hold-order.js';
import { Places } from '../places.js';
import type { ProxyCopy } from '../proxy-copy.js';
import type { StandIns } from '../stand-ins.js';
import { type Copying, copyArguments, valuesOfVariables } from './nginx-arguments.js';
import { modulePath, streamModule } from './nginx-build.js';
import { ownListeners, withoutAnswering, withoutClashes } from './nginx-listeners.js';
import { nginxWays } from './nginx-ways.js';
import { directive, type Written, writeNginx, written } from './write-nginx.js';

/** Directives of the main block that the copy replaces. */
const REPLACED = new Set(['user', 'pid', 'daemon', 'lock_file']);

/** Access control, which is not what is proven. */
const LEFT_OUT = new Set(['auth_basic', 'auth_basic_user_file', 'auth_request', 'allow', 'deny']);

/** Directives of NGINX Plus and of Tidegate, which open-source nginx does not know. */
const NOT_OPEN_SOURCE = new Set(
  'health_check match slow_start drain_timeout proxy_bind_ports sticky queue api status_zone ntlm state'.split(
    ' ',
  ),
);

/** Directives whose first argument is a file without which nginx does not start. */
const CERTIFICATES =
  /^(?:proxy_|grpc_|uwsgi_)?ssl_(?:certificate|certificate_key|trusted_certificate|client_certificate)$/;
const OTHER_FILES =
  /^(?:(?:proxy_|grpc_|uwsgi_)?ssl_(?:dhparam|password_file|crl|session_ticket_key|stapling_file)|load_module)$/;

/**
 * Copies an nginx configuration, with everything that it needs and this host does not have.
 * @throws TidegateError CONFIG_* as the parser does, PROVE_CONFIG_INCOMPLETE
 */
export function copyNginx(
  file: string,
  engine: EngineUnderProof,
  scale: number,
  standIns: StandIns,
): ProxyCopy {
  const read = parseWithIncludes(file, sourceWithout(standIns));
  const tree = withoutAnswering(read, standIns);
  if (!tree.some(({ name, body }) => body && (name === 'http' || name === 'stream'))) {
    throw new TidegateError(
      'PROVE_CONFIG_INCOMPLETE',
      `${file} has neither an http nor a stream block`,
      {
        hint: 'Name the configuration that includes it: a fragment does not run by itself.',
      },
    );
  }
  const places = new Places();
  const upstreams = new Set(
    [...everyOne(tree)]
      .filter(({ name }) => name === 'upstream')
      .map(({ args }) => args[0]?.text ?? ''),
  );
  const own = ownListeners(tree, standIns);
  const backends = new Map<string, Socket>();
  const values = valuesOfVariables(tree);
  const copying = { engine, scale, standIns, places, upstreams, backends, own, values };
  for (const one of everyOne(tree)) {
    for (const word of one.args) addAddress(word.text, places);
    if (/^[\d.]+$/.test(one.name)) places.add(one.name);
  }
  const copied = copyOf(tree, [], copying);
  const body = withoutClashes(copied, own.clashing(backends.values()), standIns);
  const errorLog = join(standIns.directory, 'error.log');
  const main = [
    ...streamModule(tree, engine, standIns),
    directive('daemon', 'off'),
    directive('pid', join(standIns.directory, 'nginx.pid')),
    directive('user', 'root'),
    ...(tree.some(({ name }) => name === 'events') ? [] : [{ ...directive('events'), body: [] }]),
  ];
  standIns.say("the copy's own user, pid and logs stand in for those of the configuration");
  return {
    text: writeNginx([...main, ...body]),
    errorLogs: [errorLog, ...innerLogs(tree, standIns)],
    ways: nginxWays(tree, { places, standIns, own }),
    backends: [...backends.values()],
    places,
    sources: sourcesIn(tree),
    ownPorts: ownPortsIn(tree),
    asksNames: [...everyOne(tree)].some(({ name }) => name === 'resolver'),
    asCopied: tree !== read || standIns.incomplete,
  };
}

/** A missing include counts as empty, which is reported. */
function sourceWithout(standIns: StandIns): typeof diskSource {
  let first = true;
  return {
    ...diskSource,
    read(path) {
      const main = first;
      first = false;
      if (main || standIns.existing(path)) return diskSource.read(path);
      standIns.say(`${path} is not here: included as an empty file`);
      standIns.incomplete = true;
      return '';
    },
  };
}

function addAddress(text: string, places: Places): void {
  const found =
    /^(?:\w+:\/\/)?((?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-f:]+\])(?::[\d-]+)?(?:\/\D.*)?$/i.exec(text);
  if (found?.[1]) places.add(bareAddress(found[1]));
}

function copyOf(
  tree: readonly Directive[],
  around: readonly string[],
  copying: Copying,
): Written[] {
  const copied = tree.flatMap((one) => copyOne(one, around, copying) ?? []);
  if (around.length > 0) return around.join() === 'http' ? withHttpFiles(copied, copying) : copied;
  const log = join(copying.standIns.directory, 'error.log');
  return [directive('error_log', log), ...copied];
}

/**
 * Redirects files that nginx would write outside of the directory; the number of descriptors stays
 * the default.
 */
function withHttpFiles(
  http: Written[],
  { standIns: { directory: at }, engine }: Copying,
): Written[] {
  const has = (name: string) => http.some((one) => one.name.text === name);
  const log = has('access_log') ? [] : [directive('access_log', join(at, 'access.log'))];
  if (engine !== 'nginx') return [...log, ...http];
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path`,
  );
  const paths = temporary
    .filter((name) => !has(name))
    .map((name) => directive(name, join(at, name)));
  return [...log, ...paths, ...http];
}

function copyOne(one: Directive, around: readonly string[], copying: Copying): Written | null {
  const { name, args } = one;
  const { standIns, engine } = copying;
  if (around.length === 0 && REPLACED.has(name)) return null;
  if (name === 'error_log' && around.length === 0) return null;
  if (LEFT_OUT.has(name) && around[0] !== undefined) {
    standIns.say(`${name} is left out: every client is let in`);
    return null;
  }
  if (
    engine === 'nginx' &&
    NOT_OPEN_SOURCE.has(name) &&
    around.length > 1 - Number(name === 'match')
  ) {
    standIns.say(`${name} is left out: open-source nginx does not know it`);
    return null;
  }
  const [first] = args;
  if (CERTIFICATES.test(name) && first && !first.text.includes('$')) {
    const path = standIns.existing(first.text) ?? standIns.certificate(first.text);
    return directive(name, path);
  }
  if (name === 'load_module' && first) {
    const path = standIns.existing(first.text) ?? modulePath(first.text);
    if (path) return engine === 'nginx' ? directive(name, path) : null;
  }
  if (name === 'resolver') {
    standIns.say('resolver is a name server of this namespace, which knows the names of the file');
    return directive(name, '127.0.0.1:53', 'ipv6=off');
  }
  if (OTHER_FILES.test(name) && first) {
    const path = standIns.existing(first.text);
    if (path) return directive(name, path);
    standIns.say(`${name} is left out: ${first.text} is not here`);
    return null;
  }
  if ((name === 'access_log' || name === 'error_log') && first) return copyLog(one, standIns);
  if (/_temp_path$|^proxy_cache_path$/.test(name) && first) {
    const [, ...more] = name === 'proxy_cache_path' ? args : [first];
    return directive(name, standIns.pathFor(first.text), ...more.map(({ text }) => text));
  }
  const body = one.body ? copyOf(one.body, [...around, name], copying) : null;
  return { ...written(one, body), args: copyArguments(one, around, copying) };
}

function copyLog({ name, args }: Directive, standIns: StandIns): Written {
  const [first, ...more] = args.map(({ text }) => text);
  const kept = first === 'off' || first?.startsWith('syslog:') || first?.includes('$');
  const path = kept ? (first ?? 'off') : standIns.pathFor(first ?? '');
  // A level would suppress the messages that name a limit.
  return directive(name, path, ...(name === 'error_log' ? [] : more));
}

function innerLogs(tree: readonly Directive[], standIns: StandIns): string[] {
  const inner = [...everyOne(tree)].filter(
    (one) => one.name === 'error_log' && !tree.includes(one),
  );
  return inner.map(({ args: [first] }) => standIns.pathFor(first?.text ?? ''));
}

function sourcesIn(tree: readonly Directive[]): string[] {
  const binds = [...everyOne(tree)].filter(({ name }) => name === 'proxy_bind');
  return binds.flatMap(({ args: [first] }) =>
    first && /^[\d.]+$/.test(first.text) ? [first.text] : [],
  );
}

function ownPortsIn(tree: readonly Directive[]): readonly [number, number] | null {
  for (const { name, args } of everyOne(tree)) {
    const range = name === 'proxy_bind_ports' ? /^(\d+)-(\d+)$/.exec(args[0]?.text ?? '') : null;
    if (range) return [Number(range[1]), Number(range[2])];
  }
  return null;
}
