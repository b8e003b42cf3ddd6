import type { StreamServerDraft } from '../drafts.js';
import { type AnyEntry, argument, type Entry } from '../entry.js';
import { template } from '../values.js';
import { readProxyBind } from './proxy.js';

/** TCP proxying, as far as its hops are counted. */
export const STREAM: readonly AnyEntry[] = [
  {
    name: 'server',
    contexts: ['stream'],
    args: [0, 0],
    block: true,
    repeats: true,
    apply: (stream, directive, reader) => {
      const draft: StreamServerDraft = { listens: [] };
      reader.block('stream server', draft, directive);
      stream.servers.push({
        listens: draft.listens,
        proxyPass: draft.proxyPass ?? null,
        proxyBind: draft.proxyBind ?? null,
        place: directive.place,
      });
    },
  } satisfies Entry<'stream'>,
  {
    name: 'proxy_pass',
    contexts: ['stream server'],
    args: [1, 1],
    apply: (server, directive) => {
      server.proxyPass = template(argument(directive, 0));
    },
  } satisfies Entry<'stream server'>,
  {
    name: 'proxy_bind',
    contexts: ['stream server'],
    unmodelledIn: ['stream'],
    args: [1, 2],
    apply: (server, directive) => {
      server.proxyBind = readProxyBind(directive);
    },
  } satisfies Entry<'stream server'>,
];
