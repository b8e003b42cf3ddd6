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

/**
 * The rules of a server. A head that fills all its large buffers is the longest, or one that fills
 * the first alone.
 */
export function headRules(head: ClientHead): HeadRules {
  const { buffers, firstBufferBytes, underscores, ignoreInvalid, mergeSlashes } = head;
  const odd = underscores ? ODD : ODD | UNDERSCORE;
  return {
    maxLineBytes: Math.max(firstBufferBytes, buffers.bytes),
    maxHeadBytes: Math.max(firstBufferBytes, buffers.count * buffers.bytes),
    droppedNames: ignoreInvalid ? odd : 0,
    mergeSlashes,
  };
}

/** nginx's, where nothing else is said. */
export const USUAL_HEADS = headRules({
  buffers: { count: 4, bytes: 8192 },
  firstBufferBytes: 1024,
  underscores: false,
  ignoreInvalid: true,
  mergeSlashes: true,
});
