import { resolve } from 'node:path';
import type { CannonOptions } from '../../bench/autocannon/cannon-messages.js';
import type { BenchOptions } from '../../bench/bench.js';
import { requestBytes } from '../../bench/bench-request.js';
import { type OriginUrl, readOriginUrl } from '../../lib/address/origin-url.js';
import { TidegateError } from '../../lib/errors.js';
import { readBounded } from '../../lib/read-bounded.js';
import type { Threshold } from '../../model/bench.js';
import type { TlsSettings } from '../../model/origin.js';
import { resolveOrigin } from '../../net/resolve-origin.js';
import { readCa } from '../../net/tls/tls-settings.js';
import { isShared, parseThreshold } from '../../verify/thresholds.js';
import type { BenchFlags } from '../options/bench-options.js';
import { workersFor } from './bench-preflight.js';

/** What a user asked for, checked as far as possible without the target. */
export interface BenchOrder {
  readonly flags: BenchFlags;
  readonly target: OriginUrl;
  /** The fields of every request. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | null;
  /** Null for http. */
  readonly tls: TlsSettings | null;
  readonly thresholds: readonly Threshold[];
}

/**
 * @param directory the folder to which file names are relative
 * @throws TidegateError URL_BAD, THRESHOLD_BAD, OPTION_BAD, BODY_NOT_READABLE, CA_NOT_READABLE,
 *   CA_BAD
 */
export function readOrder(url: string, flags: BenchFlags, directory: string): BenchOrder {
  const target = readOriginUrl('the URL', url);
  const thresholds = readThresholds(flags);
  const body = flags.body === undefined ? null : readBody(flags.body, directory);
  const tls = tlsSettings(target, flags, directory);
  return { flags, target, fields: fieldsOf(target, flags), body, thresholds, tls };
}

/** @throws TidegateError HOST_NOT_FOUND, CAPACITY_EXCEEDED, NOFILE_TOO_LOW, OPTION_BAD */
export async function benchOptions(order: BenchOrder): Promise<BenchOptions> {
  const { flags, target, fields, body, tls } = order;
  const { connections, method, pipelining, engine } = flags;
  const { url, host, path } = target;
  const request = requestBytes({ method, path, host, fields, body });
  const origin = await resolveOrigin(target, tls);
  const plan = {
    origin,
    request,
    toHead: method === 'HEAD',
    connections,
    pipelining,
    rate: flags.rate ?? null,
    warmupMs: flags.warmup,
    durationMs: flags.duration,
    timeoutMs: flags.timeout,
    engine,
  };
  return { url, plan, threads: workersFor(connections, origin, flags.threads) };
}

export function cannonOptions({ target, fields, flags, body }: BenchOrder): CannonOptions {
  const { connections, method, pipelining, rate = null } = flags;
  const times = { durationMs: flags.duration, timeoutMs: flags.timeout };
  const headers = Object.fromEntries(fields);
  return { url: target.url, connections, ...times, rate, method, headers, body, pipelining };
}

/** Adds the Authorization of the URL's user, unless the user gave that field. */
function fieldsOf({ authorization }: OriginUrl, { header = [] }: BenchFlags): BenchOrder['fields'] {
  const said = header.some(([name]) => name.toLowerCase() === 'authorization');
  return authorization === null || said ? header : [...header, ['Authorization', authorization]];
}

/** Also refuses metrics that the generator cannot measure. */
function readThresholds({ max = [], min = [], generator }: BenchFlags): Threshold[] {
  const thresholds = [
    ...max.map((text) => parseThreshold('max', text)),
    ...min.map((text) => parseThreshold('min', text)),
  ];
  const unseen = thresholds.find(({ metric }) => !isShared(metric));
  if (generator !== 'autocannon' || !unseen) return thresholds;
  throw new TidegateError('THRESHOLD_BAD', `autocannon does not count "${unseen.metric}"`, {
    hint: `Leave out --generator autocannon, or --${unseen.op} ${unseen.metric}.`,
  });
}

const MAX_BODY_BYTES = 1_000_000_000;

/** `@FILE` means the content of the file. */
function readBody(text: string, directory: string): Buffer {
  if (!text.startsWith('@')) return Buffer.from(text);
  try {
    return readBounded(resolve(directory, text.slice(1)), MAX_BODY_BYTES);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new TidegateError('BODY_NOT_READABLE', `--body is "${text}": ${code}`, {
      hint: 'Name a file that can be read, as --body @FILE.',
      cause,
    });
  }
}

function tlsSettings(
  { scheme, hostname }: OriginUrl,
  { ca, insecure = false, serverName }: BenchFlags,
  directory: string,
): TlsSettings | null {
  if (scheme === 'https') {
    const trusted = ca === undefined ? null : readCa(resolve(directory, ca));
    return { ca: trusted, insecure, serverName: serverName ?? hostname };
  }
  const given = { '--ca': ca, '--insecure': insecure || undefined, '--server-name': serverName };
  const stray = Object.entries(given).find(([, value]) => value !== undefined);
  if (!stray) return null;
  throw new TidegateError('OPTION_MISPLACED', `${stray[0]} needs an https URL`, {
    hint: `Give an https URL, or leave ${stray[0]} out.`,
  });
}
