import type { ClientHead } from '../../../model/nginx.js';
import { ODD, UNDERSCORE } from './field-names.js';

/** Which bytes are accepted as the head of a request. */
export interface HeadRules {
  readonly maxLineBytes: number;
  readonly maxHeadBytes: number;
  /** Flags of unusual names (UNDERSCORE, ODD) whose fields are left out. */
  readonly droppedNames: number;
  readonly mergeSlashes: boolean;
}

/** The rules of a server. The longest head fills all its large buffers, or the first buffer alone. */
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

/** nginx's rules, used unless others are given. */
export const USUAL_HEADS = headRules({
  buffers: { count: 4, bytes: 8192 },
  firstBufferBytes: 1024,
  underscores: false,
  ignoreInvalid: true,
  mergeSlashes: true,
});
