import { FILES, type HaproxyCopying, scaledLine, withFile } from './haproxy-copying.js';
import { OWNERS, without } from './haproxy-words.js';

/** Keywords of global about the service, not about what it holds. */
const NOT_HERE = new Set(['daemon', 'user', 'group', 'uid', 'gid', 'chroot', 'pidfile']);

/** Copies a line of global; null = it is left out. */
export function copyGlobal(
  copying: HaproxyCopying,
  texts: readonly string[],
): readonly string[] | null {
  const [keyword = '', ...args] = texts;
  if (NOT_HERE.has(keyword)) {
    copying.standIns.say(
      `${keyword} is left out: the copy runs in the foreground, as the user who proves it`,
    );
    return null;
  }
  const path = /^(?:unix@|abns@)?(\/.*)$/.exec(args[1] ?? '')?.[1];
  if (keyword === 'stats' && args[0] === 'socket' && path) {
    copying.standIns.say(`${path} is a socket of the copy's own`);
    const how = without(args.slice(2), OWNERS);
    return ['stats', 'socket', copying.standIns.pathFor(path), ...how];
  }
  if (FILES.test(keyword)) return withFile(copying, texts);
  return scaledLine(copying, texts);
}
