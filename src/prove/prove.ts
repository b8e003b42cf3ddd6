import { fileURLToPath } from 'node:url';
import { thisHost } from '../host/facts/host.js';
import { readFacts } from '../host/facts/read-facts.js';
import { SHIPPED_SCENARIOS } from '../lib/package.js';
import type { ProveCase, ProvenCase, ProveResult } from '../model/prove.js';
import { CASES } from './cases.js';
import { type Namespace, openNamespace } from './namespace.js';
import { proveCase } from './prove-case.js';
import { proveCliff } from './prove-cliff.js';
import { proveMap } from './prove-map.js';

export interface ProveOptions {
  /** When it aborts, the namespace is closed and the promise rejects. */
  readonly signal: AbortSignal;
  /** Called with the name of what is opened next. */
  readonly onProgress: (name: string) => void;
}

const MAP_CONFIG = fileURLToPath(new URL('local-proxy/nginx.conf', SHIPPED_SCENARIOS));

/** Proves all cases: every rule, a map of client ports, the soft cliff. @throws TidegateError */
export function proveAll(options: ProveOptions): Promise<ProveResult> {
  return inNamespace(options, async ({ namespace, facts, descriptors }) => {
    const cases: ProvenCase[] = [];
    for (const test of CASES) {
      options.onProgress(test.name);
      cases.push(await proveCase(test, namespace, descriptors));
    }
    options.onProgress('a map of client ports');
    cases.push(await proveMap(MAP_CONFIG, namespace));
    options.onProgress('soft cliff');
    const softCliff = await proveCliff(namespace, descriptors);
    return { schema: 'tidegate.prove/1', kernel: facts.kernel ?? '', cases, softCliff };
  });
}

/** Proves one case of the caller. @throws TidegateError */
export function proveOne(test: ProveCase, options: ProveOptions): Promise<ProveResult> {
  return inNamespace(options, async ({ namespace, facts, descriptors }) => {
    options.onProgress(test.name);
    const cases = [await proveCase(test, namespace, descriptors)];
    return { schema: 'tidegate.prove/1', kernel: facts.kernel ?? '', cases };
  });
}

/** Whether everything that was compared agrees. */
export function allAgree({ cases, softCliff }: ProveResult): boolean {
  const cliffAgrees = !softCliff || 'skipped' in softCliff || softCliff.agrees;
  return cliffAgrees && cases.every(({ agrees }) => agrees);
}

interface Ground {
  readonly namespace: Namespace;
  readonly facts: ReturnType<typeof readFacts>;
  /** How many one process may hold. */
  readonly descriptors: number;
}

async function inNamespace(
  { signal }: ProveOptions,
  work: (ground: Ground) => Promise<ProveResult>,
): Promise<ProveResult> {
  const facts = readFacts(thisHost());
  const namespace = await openNamespace();
  const close = (): void => namespace.close();
  signal.addEventListener('abort', close);
  try {
    signal.throwIfAborted();
    // Node raises its own limit to the hard one at its start.
    const descriptors = facts.nofile?.hard ?? Number.MAX_SAFE_INTEGER;
    return await work({ namespace, facts, descriptors });
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}
