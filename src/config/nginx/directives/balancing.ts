import type { BalancingMethod } from '../../../model/nginx.js';
import { invalid } from '../../word.js';
import type { UpstreamDraft } from '../drafts/drafts.js';
import { type AnyEntry, argument, type Entry, type Reader } from '../drafts/entry.js';
import type { Directive } from '../syntax/syntax.js';
import { template } from '../values/values.js';

type Upstreams = 'upstream' | 'stream upstream';

/** How an upstream chooses among its servers; as in nginx, the last method written counts. */
export const BALANCING: readonly AnyEntry[] = [
  method('least_conn', ['upstream', 'stream upstream'], [0, 0], () => ({ kind: 'least-conn' })),
  method('ip_hash', ['upstream'], [0, 0], () => ({ kind: 'ip-hash' })),
  method('hash', ['upstream', 'stream upstream'], [1, 2], readHash),
  method('random', ['upstream', 'stream upstream'], [0, 2], readRandom),
];

/** Methods after which nginx refuses a `backup` server. */
export const WITHOUT_BACKUP: ReadonlySet<BalancingMethod['kind']> = new Set([
  'ip-hash',
  'hash',
  'random',
]);

function method(
  name: string,
  contexts: readonly Upstreams[],
  args: readonly [number, number],
  read: (directive: Directive, reader: Reader) => BalancingMethod,
): AnyEntry {
  return {
    name,
    contexts,
    args,
    apply: (upstream: UpstreamDraft, directive, reader) => {
      upstream.method = read(directive, reader);
    },
  } satisfies Entry<Upstreams>;
}

function readHash(directive: Directive): BalancingMethod {
  const key = argument(directive, 0);
  const option = directive.args[1];
  if (option !== undefined && option.text !== 'consistent') throw invalid(option, 'consistent');
  return {
    kind: 'hash',
    key: template(key),
    consistent: option !== undefined,
    place: key.place,
  };
}

function readRandom({ args: [two, by] }: Directive, reader: Reader): BalancingMethod {
  if (two !== undefined && two.text !== 'two') throw invalid(two, 'two');
  if (by?.text.startsWith('least_time=')) reader.unmodelled('random two least_time', by.place);
  else if (by !== undefined && by.text !== 'least_conn') throw invalid(by, 'least_conn');
  return { kind: 'random', two: two !== undefined };
}
