import type { BindMode } from '../model/hop.js';
import type { EngineUnderProof } from '../model/prove-config.js';

/** Of `tidegate prove`, with a configuration or without. */
export interface ProveOptions {
  readonly portRange?: string;
  readonly sources?: number;
  readonly destinations?: number;
  readonly bind?: BindMode;
  readonly reserved?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly engine?: EngineUnderProof;
  readonly scale?: number;
  readonly nofile?: number;
  readonly target?: number;
}
