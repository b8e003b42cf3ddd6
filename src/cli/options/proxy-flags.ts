import type { EngineChoice } from '../../model/engine.js';
import type { SignalName } from '../../proxy/process/pid-file.js';

/** nginx's switches, and two of our own. */
export interface ProxyFlags {
  readonly c: string;
  readonly p?: string;
  readonly e?: string;
  readonly g?: string;
  readonly t?: boolean;
  readonly T?: boolean;
  readonly s?: SignalName;
  readonly v?: boolean;
  readonly V?: boolean;
  readonly engine: EngineChoice;
  readonly quiet?: true;
}
