import type { StreamMatch } from '../../../model/nginx.js';
import type { Word } from '../../word.js';
import { invalid } from '../../word.js';
import type { StreamMatchDraft } from '../drafts/drafts.js';
import { type AnyEntry, argument, type Entry, MANY } from '../drafts/entry.js';
import type { Directive } from '../syntax/syntax.js';
import { checkRegex } from '../values/values.js';
import { readHealthCheck } from './health.js';

/** Active health checks of TCP servers, as NGINX Plus documents them. */
export const STREAM_HEALTH: readonly AnyEntry[] = [
  {
    name: 'health_check',
    contexts: ['stream server'],
    args: [0, MANY],
    apply: (server, directive, reader) => {
      const udp = directive.args.find(({ text }) => text === 'udp');
      if (udp) reader.unmodelled('health_check udp', udp.place);
      const uri = directive.args.find(({ text }) => text.startsWith('uri='));
      if (uri) throw invalid(uri, 'a match block: there are no URIs in stream');
      const args = directive.args.filter((word) => word !== udp);
      const { uri: _, ...check } = readHealthCheck({ ...directive, args }, reader);
      server.healthCheck = check;
    },
  } satisfies Entry<'stream server'>,
  {
    name: 'match',
    contexts: ['stream'],
    args: [1, 1],
    block: true,
    repeats: true,
    apply: (stream, directive, reader) => {
      const draft: StreamMatchDraft = {};
      reader.block('stream match', draft, directive);
      stream.matches.push({
        name: argument(directive, 0).text,
        send: draft.send ?? null,
        expect: draft.expect ?? null,
        place: directive.place,
      });
    },
  } satisfies Entry<'stream'>,
  {
    name: 'send',
    contexts: ['stream match'],
    args: [1, 1],
    apply: (match, directive) => {
      match.send = bytesOf(argument(directive, 0));
    },
  } satisfies Entry<'stream match'>,
  {
    name: 'expect',
    contexts: ['stream match'],
    args: [1, 2],
    apply: (match, directive) => {
      match.expect = readExpect(directive);
    },
  } satisfies Entry<'stream match'>,
];

function readExpect(directive: Directive): StreamMatch['expect'] {
  const [first, pattern] = directive.args as [Word, Word?];
  if (pattern === undefined) return { kind: 'literal', bytes: bytesOf(first) };
  if (first.text !== '~' && first.text !== '~*') throw invalid(first, 'one of ~ ~*');
  checkRegex(pattern.text, pattern.place);
  return { kind: 'regex', pattern: pattern.text, ignoreCase: first.text === '~*' };
}

/** One byte a character: the bytes of the text, with `\x80` for bytes that cannot be typed. */
function bytesOf({ text }: Word): string {
  return text.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
