const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Local time as nginx writes it; each form is made once a second. */
interface LogTime {
  /** `2026/11/24 06:00:00`, in error logs. */
  readonly error: string;
  /** `24/Nov/2026:06:00:00 +0000`, `$time_local`. */
  readonly local: string;
  /** `2026-11-24T06:00:00+00:00`. */
  readonly iso8601: string;
}

let second = -1;
let time: LogTime = { error: '', local: '', iso8601: '' };

export function logTime(nowMs = Date.now()): LogTime {
  const thisSecond = Math.floor(nowMs / 1000);
  if (thisSecond !== second) {
    second = thisSecond;
    time = formatLogTime(new Date(nowMs));
  }
  return time;
}

/** The three forms of one moment. */
export function formatLogTime(now: Date): LogTime {
  const [year, month, day] = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())];
  const clock = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':');
  const offset = -now.getTimezoneOffset();
  const sign = offset < 0 ? '-' : '+';
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map(two);
  return {
    error: `${year}/${month}/${day} ${clock}`,
    local: `${day}/${MONTHS[now.getMonth()]}/${year}:${clock} ${sign}${hours}${minutes}`,
    iso8601: `${year}-${month}-${day}T${clock}${sign}${hours}:${minutes}`,
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
