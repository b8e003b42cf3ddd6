import { parse } from '../../../config/nginx/syntax/parse.js';
import type { Directive } from '../../../config/nginx/syntax/syntax.js';
import type { TargetChange } from '../../../model/capacity.js';
import type { Hop } from '../../../model/hop.js';
import type { Place } from '../../../model/place.js';
import { PASSES, splitTarget } from '../copy/nginx/nginx-tree.js';
import { type Written, writeNginx, written } from '../copy/nginx/write-nginx.js';
import { byHand } from './by-hand.js';

/** A directive while it is being changed. */
interface Draft extends Written {
  args: Written['args'];
  body: Draft[] | null;
  /** The places of its words; empty = it comes from the mend. */
  readonly places: readonly Place[];
}

/**
 * An nginx configuration with the lines of a mend pasted where each belongs.
 * @param hops of the same text, because a change names its hop
 * @throws TidegateError PROVE_CHANGE_UNSUPPORTED
 */
export function mendNginx(
  text: string,
  changes: readonly TargetChange[],
  hops: readonly Hop[],
): string {
  const main = parse(text, 'the copy').map(drafted);
  for (const { where, lines, hopIndex, hop, what } of changes) {
    if (where !== 'nginx') continue;
    const place = hopIndex === null ? undefined : hops[hopIndex]?.place;
    for (const line of parse(lines.join('\n'), 'the mend').map(mending)) {
      const blocks = blocksFor(line, main, { hop, place });
      if (blocks.length === 0) throw byHand(`there is no place for ${line.name.text}: ${what}`);
      for (const block of blocks) put(block, line);
    }
  }
  return writeNginx(main);
}

interface Of {
  readonly hop: string | null;
  readonly place: Place | undefined;
}

/** The blocks that a line of a mend belongs to. */
function blocksFor(line: Draft, main: Draft[], { hop, place }: Of): Draft[][] {
  const { text: name } = line.name;
  if (name === 'server') {
    const upstreams = [...everyBlock(main)].filter(
      (one) => one.name.text === 'upstream' && one.args[0]?.text === hop,
    );
    return upstreams.map(({ body }) => body);
  }
  const isBind = /_bind(?:_ports)?$/.test(name);
  if (name !== 'split_clients' && !isBind) return [main];
  const way = place && wayTo(main, place);
  const outer = way && outermost(way, main);
  if (!way || !outer) return [];
  if (!isBind) return [outer];
  return waysLike(way, main, name).map(bindingBlock);
}

/** http or stream; in an included file, the file itself. */
function outermost([first]: readonly Draft[], main: Draft[]): Draft[] | null {
  if (first?.name.text === 'server') return main;
  return first && /^(?:http|stream)$/.test(first.name.text) ? first.body : null;
}

/**
 * Locations of one server that pass to the same place from the same addresses are one hop, so each
 * of them has to bind.
 * @param way from http or stream down to one of them
 * @param bind `proxy_bind` and similar directives
 */
function waysLike(
  way: readonly Draft[],
  main: readonly Draft[],
  bind: string,
): (readonly Draft[])[] {
  const last = way.at(-1);
  const server = way.find(({ name }) => name.text === 'server');
  const target = last ? targetOf(last) : null;
  if (!server?.body || target === null) return [way];
  const bound = boundTo(way, bind);
  const passes = [...every(server.body)].filter((one) => targetOf(one) === target);
  return passes.flatMap(({ places: [place] }) => {
    const other = place && wayTo(main, place);
    return other && boundTo(other, bind) === bound ? [other] : [];
  });
}

/** The value of the innermost bind around a pass. */
function boundTo(way: readonly Draft[], bind: string): string {
  for (const { body } of way.toReversed()) {
    const found = body?.find(({ name }) => name.text === bind);
    if (found) return found.args.map(({ text }) => text).join(' ');
  }
  return '';
}

function targetOf({ name, args: [first], body }: Draft): string | null {
  return body === null && name.text in PASSES && first ? splitTarget(first.text).target : null;
}

/** The innermost block around a pass that can contain a bind: not an `if`. */
function bindingBlock(way: readonly Draft[]): Draft[] {
  const around = way.filter(({ body, name }) => body && /^(?:location|server)$/.test(name.text));
  return around.at(-1)?.body ?? [];
}

/** Replaces what the line sets again: a server with the same address, a block with the same variable. */
function put(block: Draft[], line: Draft): void {
  const name = line.name.text;
  const alike = block.findIndex((one) => {
    if (name === 'server') {
      // A second line with the same address is a second server.
      return (
        one.name.text === name && one.args[0]?.text === line.args[0]?.text && one.places.length > 0
      );
    }
    if (name === 'split_clients') {
      return (
        /^(?:map|split_clients)$/.test(one.name.text) && one.args[1]?.text === line.args[1]?.text
      );
    }
    return one.name.text === name;
  });
  const old = block[alike];
  if (old?.body && line.body && name === 'events')
    for (const inner of line.body) put(old.body, inner);
  else if (old) block[alike] = line;
  else block.push(line);
}

/** The directives from a block of main down to the one at a place. */
function wayTo(block: readonly Draft[], { line, column }: Place): Draft[] | null {
  for (const one of block) {
    if (one.places.some((place) => place.line === line && place.column === column)) return [one];
    const inner = one.body && wayTo(one.body, { file: '', line, column });
    if (inner) return [one, ...inner];
  }
  return null;
}

function* every(block: readonly Draft[]): Generator<Draft> {
  for (const one of block) {
    yield one;
    if (one.body) yield* every(one.body);
  }
}

function* everyBlock(block: readonly Draft[]): Generator<Draft & { body: Draft[] }> {
  for (const one of every(block)) {
    if (one.body) yield one as Draft & { body: Draft[] };
  }
}

function drafted(one: Directive): Draft {
  return {
    ...written(one, null),
    body: one.body?.map(drafted) ?? null,
    places: [one.place, ...one.args.map(({ place }) => place)],
  };
}

function mending(one: Directive): Draft {
  return { ...drafted(one), places: [] };
}
