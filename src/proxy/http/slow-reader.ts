/**
 * Whether who reads slowly has taken some of what is kept for it since `heldBytes` of it were: then
 * its time begins anew, as nginx's `send_timeout` is one between two writes.
 * @param heldBytes 0 = nobody has looked yet.
 */
export function takesMore(pendingBytes: number, heldBytes: number): boolean {
  return pendingBytes > 0 && (heldBytes === 0 || pendingBytes < heldBytes);
}
