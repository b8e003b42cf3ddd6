import { foreignTarget } from './foreign.js';
import type { Ground } from './ground.js';
import { stageChain } from './staged-chain.js';
import type { TargetKind, TargetTerms } from './target-kind.js';

/** Every kind of target; the first that takes a run is its target. A new kind is a file and a line here. */
const TARGETS = {
  foreign: foreignTarget,
  chain: { takes: () => true, open: stageChain },
} satisfies Record<string, TargetKind>;

/** @throws TidegateError of the target */
export async function openTarget(terms: TargetTerms): Promise<Ground> {
  const kinds: readonly TargetKind[] = Object.values(TARGETS);
  const kind = kinds.find(({ takes }) => takes(terms)) ?? TARGETS.chain;
  return kind.open(terms);
}
