import { METHODS } from 'node:http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mutated } from '../../../support/http/mutated-messages.js';
import { NodeJudge, type Verdict } from '../../../support/http/node-judge.js';
import { ours } from './proxy-judge.js';

/**
 * Compares the head and chunk parsers with Node's own: both must accept the same requests with the
 * same body, and refuse the same, except for the differences listed here. For more inputs:
 * `TIDEGATE_FUZZ_RUNS=1000000 npx vitest run test/proxy/http/request/against-node.test.ts`; another
 * seed by `TIDEGATE_FUZZ_SEED`.
 */
const RUNS = Number(process.env.TIDEGATE_FUZZ_RUNS ?? 5000);
const SEED = Number(process.env.TIDEGATE_FUZZ_SEED ?? 1);
/** Of a whole run; a thousand take a fraction of a second. */
const TIMEOUT_MS = 30_000 + RUNS * 10;

interface Difference {
  readonly why: string;
  readonly applies: (text: string, own: Verdict) => boolean;
}

/** The head: request line and fields. */
const head = (text: string): string => text.replace(/^[\r\n]+/, '').split(/\n\r?\n/)[0] ?? '';
/** From the last chunk on. */
const trailers = (text: string): string => /\n0+\r\n([\s\S]*)$/.exec(text)?.[1] ?? '';
const fields = (text: string): readonly string[] => head(text).split('\n').slice(1);
const values = (text: string, name: string): readonly string[] =>
  fields(text)
    .filter((line) => line.toLowerCase().startsWith(`${name}:`))
    .map((line) => line.slice(name.length + 1).trim());

const DIFFERENCES: readonly Difference[] = [
  {
    why: 'nginx takes any method of capitals, _ and -; Node those it has heard of',
    applies: (text) => {
      const method = /^([A-Z_-]+) /.exec(head(text))?.[1];
      return method !== undefined && !METHODS.includes(method);
    },
  },
  {
    why: 'methods that a proxy does not pass on are refused before anything else of the message',
    applies: (text) => /^(TRACE|CONNECT) /.test(head(text)),
  },
  {
    why: 'lines of a head may end in LF alone (RFC 9112 2.2), as nginx takes them',
    applies: (text) =>
      /(?<!\r)\n/.test(text.slice(0, text.indexOf(head(text)) + head(text).length + 3)),
  },
  {
    why: 'a field whose name is no token is dropped, as in nginx, unless it holds a space or a control',
    applies: (text) => fields(text).some((line) => !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+[:\s]/.test(line)),
  },
  {
    why: 'Node takes a request line without a version, HTTP/0.9',
    applies: (text) => !/^\S+ +\S+ +\S/.test(head(text)),
  },
  {
    why: 'nginx takes later minor versions, up to three digits, and spaces after them',
    applies: (text) => /^.* HTTP\/1\.(?![01]\r?(?:\n|$))\d{1,3} *\r?(?:\n|$)/.test(head(text)),
  },
  {
    why: 'a target may hold bytes beyond ASCII, as in nginx: they go on as they came',
    applies: (text) => /^\S+ +\S*[\x80-\xff]/.test(head(text)),
  },
  {
    why: 'a tab is white space around a value like any other (RFC 9110 5.6.3)',
    applies: (text) => fields(text).some((line) => /^content-length:.*\t/i.test(line)),
  },
  {
    why: 'a tab is part of no host, as in nginx',
    applies: (text) => fields(text).some((line) => /^host:.*\t/i.test(line)),
  },
  {
    why: 'what stands after ; in the size of a chunk is dropped, whatever it says',
    applies: (text) => /\n[0-9a-f]+;[^\r\n]*\r\n/i.test(text),
  },
  {
    why: 'one Host, no more, and one that is a host (RFC 9112 3.2); Node looks only for any',
    applies: (text) => {
      const hosts = values(text, 'host');
      return hosts.length > 1 || (hosts[0] !== undefined && !/^[^/:\s]+(:\d*)?$/.test(hosts[0]));
    },
  },
  {
    why: 'chunked alone, said once, in HTTP/1.1 is taken: other codings get a 501, HTTP/1.0 a 400',
    applies: (text) => {
      const codings = values(text, 'transfer-encoding');
      if (codings.length === 0) return false;
      return (
        codings.length > 1 ||
        codings[0]?.toLowerCase() !== 'chunked' ||
        / HTTP\/1\.0/.test(head(text))
      );
    },
  },
  {
    why: 'the trailers of a request are dropped, whatever they say; Node minds those of framing',
    applies: (text) =>
      /^(content-length|transfer-encoding|connection|upgrade):/im.test(trailers(text)),
  },
  {
    why: 'a head is judged when it is whole, by Node at its first wrong byte',
    applies: (text, own) =>
      own.kind === 'waiting' && ours(bytesOf(`${text}\r\n\r\n`)).kind === 'refused',
  },
];

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

test(
  'mutated requests are taken and refused as Node takes and refuses them',
  async () => {
    const node = new NodeJudge();
    await fc.assert(
      fc.asyncProperty(mutated, async (text) => {
        const own = ours(bytesOf(text));
        if (DIFFERENCES.some(({ applies }) => applies(text, own))) return;
        expect({ text, verdict: own }).toEqual({ text, verdict: await node.judge(bytesOf(text)) });
      }),
      { numRuns: RUNS, seed: SEED },
    );
  },
  TIMEOUT_MS,
);

test('most of them are compared', () => {
  const sample = fc.sample(mutated, { numRuns: 1000, seed: SEED });
  const compared = sample.filter((text) => {
    const own = ours(bytesOf(text));
    return !DIFFERENCES.some(({ applies }) => applies(text, own));
  });
  expect(compared.length).toBeGreaterThan(500);
});
