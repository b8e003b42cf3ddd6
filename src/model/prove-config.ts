import type { TargetChange } from './capacity.js';
import type { PortRange } from './hop.js';

/** What runs the configuration under proof. */
export type EngineUnderProof = 'nginx' | 'haproxy' | 'bundled';

/** `prove CONFIG --json`: the field names are a contract. Counts are connections of clients. */
export interface ConfigProof {
  readonly schema: 'tidegate.prove-config/1';
  readonly config: string;
  readonly engine: { readonly name: EngineUnderProof; readonly version: string | null };
  readonly kernel: string;
  /** The factor for ranges and limits: 0.01 for `--scale 1/100`. */
  readonly scale: number;
  /** Limits of the namespace and the proxy. */
  readonly given: {
    readonly portRange: PortRange;
    readonly reserved: string;
    readonly nofile: { readonly soft: number | null; readonly hard: number | null };
  };
  /** What replaced something that is not here; one sentence each. */
  readonly standIns: readonly string[];
  readonly ways: readonly ProvenWay[];
  readonly predicted: {
    /** null = without limit. */
    readonly max: number | null;
    /** What the kernel grants in any case. */
    readonly guaranteed: number | null;
    readonly binding: { readonly hop: string | null; readonly limit: string } | null;
  };
  readonly measured: {
    readonly held: number;
    /** Connections that were held when the first was refused; null = none was. */
    readonly firstRefusal: number | null;
  };
  readonly refused: Refusal | null;
  /** How far the measured count may be outside of the predicted range, in connections. */
  readonly tolerance: number;
  readonly agrees: boolean;
  /** Why it does not agree, one sentence; left out if it does. */
  readonly disagreement?: string;
}

/** One way into the proxy: a listener, and for HTTP a name and a path. */
export interface ProvenWay {
  readonly name: string;
  readonly held: number;
  /** It passes nothing on; its answer instead: `answered 301`. */
  readonly answers?: string;
}

/** Why no more connections were held. */
export interface Refusal {
  /** In the calculator's words; null = not known. */
  readonly limit: string | null;
  /** What the client saw: `closed`, `answered 502`, `not answered`. */
  readonly seen: string;
  /** What shows the limit: words of the error log, an errno, counts. */
  readonly evidence: string;
}

/** `prove CONFIG --target N --json`: the field names are a contract. */
export interface TargetProof
  extends Pick<
    ConfigProof,
    | 'config'
    | 'engine'
    | 'kernel'
    | 'scale'
    | 'given'
    | 'standIns'
    | 'ways'
    | 'measured'
    | 'refused'
    | 'agrees'
    | 'disagreement'
  > {
  readonly schema: 'tidegate.prove-target/1';
  /** As asked for, and multiplied by the scale, which is how many are opened. */
  readonly target: { readonly asked: number; readonly connections: number };
  /** Changes in the copy and in the namespace; empty if none are needed. */
  readonly changes: readonly TargetChange[];
  readonly predicted: {
    readonly without: ConfigProof['predicted'];
    readonly with: ConfigProof['predicted'];
  };
  /** Whether the target was held. */
  readonly holds: boolean;
}
