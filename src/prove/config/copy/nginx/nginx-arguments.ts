import { type Directive, everyOne } from '../../../../config/nginx/syntax/syntax.js';
import type { Word } from '../../../../config/word.js';
import type { EngineUnderProof } from '../../../../model/prove-config.js';
import type { Socket } from '../../hold-order.js';
import type { OwnListeners } from '../own-listeners.js';
import { hostAndPort, type Places, socketText } from '../places.js';
import { scaled } from '../scale.js';
import type { StandIns } from '../stand-ins.js';
import { PASSES, splitTarget } from './nginx-tree.js';

const NOT_OPEN_SOURCE_PARAMETER = /^(?:slow_start=.*|route=.*|service=.*|drain|resolve)$/;

const SCALED_COUNTS = new Set(['worker_connections', 'worker_rlimit_nofile', 'limit_conn']);

/** What is needed to copy a configuration, and what is found in it. */
export interface Copying {
  readonly engine: EngineUnderProof;
  readonly scale: number;
  readonly standIns: StandIns;
  readonly places: Places;
  readonly upstreams: ReadonlySet<string>;
  readonly backends: Map<string, Socket>;
  readonly own: OwnListeners;
  /** The values that `set` and `map` give to variables. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** The words of a directive in the copy, with addresses that exist here and scaled limits. */
export function copyArguments(
  one: Directive,
  around: readonly string[],
  copying: Copying,
): readonly Pick<Word, 'text' | 'quoted'>[] {
  const { name, args } = one;
  const { scale } = copying;
  const plain = (texts: readonly string[]) => texts.map((text) => ({ text, quoted: false }));
  const texts = args.map(({ text }) => text);
  const inUpstream = around.at(-1) === 'upstream';
  if (name === 'server' && inUpstream && texts[0] !== undefined) {
    return plain([
      addBackend(texts[0], defaultPort(around), copying),
      ...texts.slice(1).flatMap((text) => serverParameter(text, copying)),
    ]);
  }
  if (name in PASSES && texts[0] !== undefined && args.length === 1) {
    return plain([passTarget(texts[0], name, around, copying)]);
  }
  if (name === 'listen' && texts[0]?.startsWith('unix:')) {
    return plain([`unix:${copying.standIns.pathFor(texts[0].slice(5))}`, ...texts.slice(1)]);
  }
  if (scale !== 1 && SCALED_COUNTS.has(name)) {
    return plain(
      texts.map((text) => (/^\d+$/.test(text) ? String(scaled(Number(text), scale)) : text)),
    );
  }
  if (scale !== 1 && name === 'keepalive' && inUpstream) {
    return plain([String(scaled(Number(texts[0]), scale))]);
  }
  return args;
}

function defaultPort(around: readonly string[]): number {
  return around.includes('stream') ? 0 : 80;
}

function serverParameter(text: string, { engine, scale, standIns }: Copying): string[] {
  if (engine === 'nginx' && NOT_OPEN_SOURCE_PARAMETER.test(text)) {
    standIns.say(`${text} of a server is left out: open-source nginx does not know it`);
    return [];
  }
  const limit = /^max_conns=(\d+)$/.exec(text)?.[1];
  return [limit === undefined || scale === 1 ? text : `max_conns=${scaled(Number(limit), scale)}`];
}

/** Records where a stub has to listen; returns the address for the copy. */
function addBackend(text: string, port: number, copying: Copying): string {
  const { standIns, places, backends } = copying;
  if (text.startsWith('unix:')) {
    const path = standIns.pathFor(text.slice(5).replace(/:$/, ''));
    if (!copying.own.takes({ path })) backends.set(path, { path });
    return `unix:${path}`;
  }
  const found = hostAndPort(text, port);
  if (!found) return text;
  const socket = { address: places.addressOf(found.host), port: found.port };
  if (!copying.own.takes(socket)) backends.set(socketText(socket), socket);
  return text;
}

function passTarget(
  text: string,
  name: string,
  around: readonly string[],
  copying: Copying,
): string {
  const { scheme, target, rest } = splitTarget(text);
  const variable = /\$\{?(\w+)\}?/.exec(target);
  const values = (variable?.[1] && copying.values.get(variable[1])) || [];
  if (variable && values.length > 0) {
    // Each possible target has a stub; the copy chooses as the configuration does.
    for (const value of values) passTarget(text.replace(variable[0], value), name, around, copying);
    return text;
  }
  if (variable || target === '') {
    copying.standIns.say(`the target of ${name} ${text} is not known: there is no backend for it`);
    return text;
  }
  if (copying.upstreams.has(target)) return text;
  const secure = /^(?:https|grpcs):/.test(scheme);
  const port = around.includes('stream') ? 0 : secure ? 443 : (PASSES[name] ?? 80);
  return `${scheme}${addBackend(target, port, copying)}${rest}`;
}

/** Variables that stand for one of several fixed texts. */
export function valuesOfVariables(
  tree: readonly Directive[],
): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  const add = (variable: string, value: string): void => {
    const name = variable.replace(/^\$/, '');
    if (!value.includes('$')) values.set(name, [...(values.get(name) ?? []), value]);
  };
  for (const { name, args, body } of everyOne(tree)) {
    const [first, second] = args.map(({ text }) => text);
    if (name === 'set' && first && second) add(first, second);
    if (name !== 'map' || !second) continue;
    for (const entry of body ?? []) if (entry.args[0]?.text) add(second, entry.args[0].text);
  }
  return values;
}
