import type { SignalName } from '../proxy/process/pid-file.js';
import type { EngineName } from './chain-options.js';

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
  readonly engine: EngineName;
  readonly quiet?: true;
}
