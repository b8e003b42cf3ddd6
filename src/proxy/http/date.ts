let second = 0;
let text = '';

/** The Date header's value; formatted once a second. */
export function httpDate(nowMs = Date.now()): string {
  const thisSecond = Math.floor(nowMs / 1000);
  if (thisSecond !== second) {
    second = thisSecond;
    text = new Date(nowMs).toUTCString();
  }
  return text;
}
