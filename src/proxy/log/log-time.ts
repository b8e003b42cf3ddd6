let second = 0;
let text = '';

/** `2026/11/24 06:00:00`, local time; formatted once a second. */
export function logTime(nowMs = Date.now()): string {
  const thisSecond = Math.floor(nowMs / 1000);
  if (thisSecond !== second) {
    second = thisSecond;
    const now = new Date(nowMs);
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(two).join('/');
    text = `${day} ${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':')}`;
  }
  return text;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
