import type { Place } from '../place.js';
import type { Template } from './words.js';

/** What happens to a request before its content is looked for, in the written order. */
export type RewriteStep =
  | {
      readonly kind: 'set';
      readonly variable: string;
      readonly value: Template;
      readonly place: Place;
    }
  | ({ readonly kind: 'return' } & Return)
  /** `rewrite`, which the bundled proxy refuses; read to follow where requests go. */
  | {
      readonly kind: 'rewrite';
      readonly pattern: string;
      readonly replacement: Template;
      /** null = the later steps continue with the new path. */
      readonly flag: string | null;
      readonly place: Place;
    }
  /** Skips the rest of the steps. */
  | { readonly kind: 'break'; readonly place: Place }
  | {
      readonly kind: 'if';
      readonly condition: Condition;
      readonly steps: readonly RewriteStep[];
      readonly place: Place;
    };

/** The text in the parentheses of an `if`. */
export type Condition = { readonly negated: boolean; readonly place: Place } & (
  | { readonly kind: 'set' | 'equals'; readonly value: Template; readonly to: Template }
  | {
      readonly kind: 'matches';
      readonly value: Template;
      readonly pattern: string;
      readonly ignoreCase: boolean;
    }
  | { readonly kind: FileTest; readonly path: Template }
);

/** `-f`, `-d`, `-e`, `-x`. */
export type FileTest = 'file' | 'directory' | 'exists' | 'executable';

export interface Return {
  readonly status: number;
  /** Body text, or the Location of a redirect. */
  readonly text: Template | null;
  readonly place: Place;
}
