import { type Directive, everyOne } from '../../../../config/nginx/syntax/syntax.js';
import { narrowed, OwnListeners } from '../own-listeners.js';
import type { StandIns } from '../stand-ins.js';
import { LISTEN, PASSES, splitTarget } from './nginx-tree.js';
import type { Written } from './write-nginx.js';

/**
 * A server that answers by itself and is a backend of the same configuration holds nothing, so a
 * stub replaces it. Returns the same tree if there is none.
 */
export function withoutAnswering(
  tree: readonly Directive[],
  standIns: StandIns,
): readonly Directive[] {
  const targets = new Set(
    [...everyOne(tree)].flatMap(({ name, args: [first], body }) => {
      if (name === 'server' && !body && first) return [first.text];
      return name in PASSES && first ? [splitTarget(first.text).target] : [];
    }),
  );
  const answering = (one: Directive): boolean =>
    one.name === 'server' &&
    one.body !== null &&
    ![...everyOne(one.body)].some(({ name }) => name in PASSES) &&
    one.body.some(({ name, args: [first] }) => name === 'listen' && targets.has(first?.text ?? ''));
  if (![...everyOne(tree)].some(answering)) return tree;
  standIns.say('stubs replace servers that answer at once, so a session takes one slot less here');
  return tree.map((one) =>
    one.body && (one.name === 'http' || one.name === 'stream')
      ? { ...one, body: one.body.filter((inner) => !answering(inner)) }
      : one,
  );
}

/** The sockets that the configuration listens on. */
export function ownListeners(tree: readonly Directive[], standIns: StandIns): OwnListeners {
  const own = new OwnListeners();
  for (const { name, args, body } of everyOne(tree)) {
    if (name === 'server' && body && body.every((one) => one.name !== 'listen')) own.add('*', 80);
    const [, host = '*', port] = LISTEN.exec(args[0]?.text ?? '') ?? [];
    const path = /^unix:(.+)/.exec(args[0]?.text ?? '')?.[1];
    if (name === 'listen' && path) own.addPath(standIns.pathFor(path));
    if (name === 'listen' && port !== undefined) own.add(host, Number(port));
  }
  return own;
}

/**
 * If a stub on another address has the port of a listener on every address, that listener takes one
 * address.
 */
export function withoutClashes(
  tree: readonly Written[],
  clashing: ReadonlySet<number>,
  standIns: StandIns,
): Written[] {
  if (clashing.size === 0) return [...tree];
  return tree.map((one) => {
    if (one.body) return { ...one, body: withoutClashes(one.body, clashing, standIns) };
    const [first, ...more] = one.args;
    const [, host = '*', port] = LISTEN.exec(first?.text ?? '') ?? [];
    const address = narrowed(host);
    if (one.name.text !== 'listen' || !clashing.has(Number(port)) || address === null) return one;
    standIns.say(
      `listen ${first?.text} is on ${address} only, because a backend of another host has the port here`,
    );
    return { ...one, args: [{ text: `${address}:${port}`, quoted: false }, ...more] };
  });
}
