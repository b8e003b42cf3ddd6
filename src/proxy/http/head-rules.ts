import type { ClientHead } from '../../model/nginx.js';
import { ODD, UNDERSCORE } from './field-names.js';

/** What is taken for the head of a request. */
export interface HeadRules {
  readonly maxLineBytes: number;
  readonly maxHeadBytes: number;
  /** Flags of the odd names (UNDERSCORE, ODD) whose fields are left out. */
  readonly droppedNames: number;
  readonly mergeSlashes: boolean;
}

/** The rules of a server. A head that fills all its large buffers is the longest. */
export function headRules(head: ClientHead): HeadRules {
  const { buffers, underscores, ignoreInvalid, mergeSlashes } = head;
  const odd = underscores ? ODD : ODD | UNDERSCORE;
  return {
    maxLineBytes: buffers.bytes,
    maxHeadBytes: buffers.count * buffers.bytes,
    droppedNames: ignoreInvalid ? odd : 0,
    mergeSlashes,
  };
}

/** nginx's, where nothing else is said. */
export const USUAL_HEADS = headRules({
  buffers: { count: 4, bytes: 8192 },
  underscores: false,
  ignoreInvalid: true,
  mergeSlashes: true,
});
