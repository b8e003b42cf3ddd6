import type { PassProtocol } from '../../../model/nginx.js';
import type { IfDraft } from '../drafts/drafts.js';
import { type AnyEntry, argument, type Entry } from '../drafts/entry.js';
import { template } from '../values/values.js';
import { readProxyBind } from './proxy.js';

const OTHERS = ['fastcgi', 'uwsgi', 'scgi', 'grpc', 'memcached'] as const;

/** Ways out of a location that the calculator counts and the bundled proxy refuses. */
export const OTHER_PASSES: readonly AnyEntry[] = [
  ...OTHERS.map((protocol) => pass(protocol, ['location', 'if'])),
  // Inside an if, directives of a location behave in surprising ways, so the proxy does not run
  // them there.
  pass('proxy', ['if']),
  ...OTHERS.map(bind),
  {
    name: 'limit_except',
    contexts: ['location'],
    args: [1, Number.POSITIVE_INFINITY],
    block: true,
    counted: true,
    apply: ({ passes }, directive, reader) => {
      const inner: IfDraft = { steps: [], passes };
      reader.block('if', inner, directive);
    },
  } satisfies Entry<'location'>,
];

function pass(protocol: PassProtocol, contexts: readonly ('location' | 'if')[]): AnyEntry {
  return {
    name: `${protocol}_pass`,
    contexts,
    args: [1, 1],
    counted: true,
    apply: ({ passes }, directive) => {
      const target = template(argument(directive, 0));
      passes.push({ protocol, target, place: directive.place });
    },
  } satisfies Entry<'location' | 'if'>;
}

function bind(protocol: (typeof OTHERS)[number]): AnyEntry {
  return {
    name: `${protocol}_bind`,
    contexts: ['http', 'server', 'location'],
    args: [1, 2],
    counted: true,
    apply: ({ settings }, directive, reader) => {
      settings[`${protocol}Bind`] = readProxyBind(directive, reader);
    },
  } satisfies Entry<'http' | 'server' | 'location'>;
}
