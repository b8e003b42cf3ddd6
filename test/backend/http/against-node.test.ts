import { METHODS } from 'node:http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BodyReader } from '../../../src/backend/http/body-reader.js';
import { HeadReader } from '../../../src/backend/http/head-reader.js';
import { BROKEN } from '../../../src/backend/http/line-reader.js';
import { mutated } from '../../support/http/mutated-messages.js';
import { NodeJudge, REFUSED, type Verdict, WAITING } from '../../support/http/node-judge.js';

/**
 * Compares the readers of the backend server with Node's own: both must accept the same requests
 * with the same body, and refuse the same, except for the differences listed here. For more inputs:
 * `TIDEGATE_FUZZ_RUNS=1000000 npx vitest run test/backend/http/against-node.test.ts`; another seed
 * by `TIDEGATE_FUZZ_SEED`.
 */
const RUNS = Number(process.env.TIDEGATE_FUZZ_RUNS ?? 2000);
const SEED = Number(process.env.TIDEGATE_FUZZ_SEED ?? 1);
const TIMEOUT_MS = 30_000 + RUNS * 10;

interface Difference {
  readonly why: string;
  readonly applies: (text: string, own: Verdict) => boolean;
}

const head = (text: string): string => text.replace(/^(\r\n)+/, '').split(/\n\r?\n/)[0] ?? '';
/** From the last chunk on. */
const trailers = (text: string): string => /\n0+\r\n([\s\S]*)$/.exec(text)?.[1] ?? '';
const values = (text: string, name: string): readonly string[] =>
  head(text)
    .split('\n')
    .filter((line) => line.toLowerCase().startsWith(`${name}:`))
    .map((line) => line.slice(name.length + 1).trim());

const DIFFERENCES: readonly Difference[] = [
  {
    why: 'any token is a method (RFC 9110 9.1); Node takes those it has heard of',
    applies: (text) => {
      const method = /^([^ ]+) /.exec(head(text))?.[1];
      return method !== undefined && !METHODS.includes(method);
    },
  },
  {
    why: 'Node takes a request line without a version, HTTP/0.9',
    applies: (text) => !/^\S+ +\S+ +\S/.test(head(text)),
  },
  {
    why: 'one space between the parts of a request line (RFC 9112 3); Node takes several',
    applies: (text) => /^\S+(?: {2,}\S+ | \S+ {2,})/.test(head(text)),
  },
  {
    why: 'a target may hold bytes beyond ASCII: proxies pass them on as they came',
    applies: (text) => /^\S+ +\S*[\x80-\xff]/.test(head(text)),
  },
  {
    why: 'exactly one Host (RFC 9112 3.2); Node looks only for any',
    applies: (text) => values(text, 'host').length > 1,
  },
  {
    why: 'chunked alone, said once, in HTTP/1.1 is taken: other codings get a 501, HTTP/1.0 a 400',
    applies: (text) => {
      const codings = values(text, 'transfer-encoding');
      if (codings.length === 0) return false;
      const usual = codings.length === 1 && codings[0]?.toLowerCase() === 'chunked';
      return !usual || / HTTP\/1\.0/.test(head(text));
    },
  },
  {
    why: 'what stands after ; in the size of a chunk is dropped, whatever it says',
    applies: (text) => /\n[0-9a-f]+;[^\r\n]*\r\n/i.test(text),
  },
  {
    why: 'the trailers of a request are dropped, whatever they say; Node minds those of framing',
    applies: (text) =>
      /^(content-length|transfer-encoding|connection|upgrade):/im.test(trailers(text)),
  },
  {
    why: 'a line is judged when it is whole, by Node at its first wrong byte',
    applies: (text, own) =>
      own.kind === 'waiting' && ours(bytesOf(`${text}\r\n\r\n`)).kind === 'refused',
  },
];

/** The first request in `bytes`, as the backend server reads it. */
function ours(bytes: Buffer): Verdict {
  const reader = new HeadReader();
  const at = reader.read(bytes, 0, bytes.length);
  const { result } = reader;
  if (result === null) return WAITING;
  if (typeof result === 'number') return REFUSED;
  let body = '';
  if (result.hasBody) {
    const reading = new BodyReader(result);
    const take = (piece: Buffer, start: number, end: number): void => {
      body += piece.toString('latin1', start, end);
    };
    if (reading.read(bytes, at, bytes.length, { take }) === BROKEN) return REFUSED;
    if (!reading.done) return WAITING;
  }
  return { kind: 'taken', method: result.method, body };
}

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
