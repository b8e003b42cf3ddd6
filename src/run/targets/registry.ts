import type { EngineChoice } from '../../model/engine.js';
import type { Scenario } from '../../model/scenario.js';
import type { Loop } from '../../net/loop.js';
import { type ForeignOptions, openForeign } from './foreign.js';
import type { Ground } from './ground.js';
import { stageChain } from './staged-chain.js';

/** What a target is opened with. */
interface TargetTerms {
  /** The scenario's file and content. */
  readonly file: string;
  readonly scenario: Scenario;
  readonly engine: EngineChoice;
  readonly block: string | null;
  readonly foreign: ForeignOptions | null;
  readonly signal: AbortSignal;
  /** For the tester's own requests. */
  readonly loop: Loop;
}

type OpenTarget = (terms: TargetTerms) => Promise<Ground>;

/** Every kind of target. A new kind is a new file and a line here. */
export const TARGETS = {
  chain: stageChain,
  foreign: async ({ foreign, loop, ...run }) => {
    if (!foreign) throw new Error('a deployment of the user has no options');
    return openForeign(foreign, run, loop);
  },
} satisfies Record<string, OpenTarget>;
