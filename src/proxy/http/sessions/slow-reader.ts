/**
 * Whether a slow reader has taken some of the kept bytes since there were `heldBytes` of them. Then
 * its time starts again, since nginx's `send_timeout` is the time between two writes.
 * @param heldBytes 0 = this is the first look
 */
export function takesMore(pendingBytes: number, heldBytes: number): boolean {
  return pendingBytes > 0 && (heldBytes === 0 || pendingBytes < heldBytes);
}
