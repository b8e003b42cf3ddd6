import { formatPlace, TidegateError } from '../../lib/errors.js';
import type { UserSetting } from '../../model/nginx.js';
import type { ErrorLog } from '../log/error-log.js';
import { systemError } from '../log/system-error.js';

/** As documented; the types leave it out. */
const groups: { initgroups?(user: string, extraGroup: string): void } = process as object;

/** Whether this process may become somebody else. */
function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/**
 * The number of the user that workers are to be, who is to own the logs then; null = they stay
 * who they are, which is said where `user` is written to no effect.
 * @throws TidegateError USER_UNKNOWN
 */
export function workerUid(user: UserSetting | null, log: ErrorLog): number | null {
  if (user === null) return null;
  if (!isRoot()) {
    const what =
      'the "user" directive makes sense only if the master process runs with super-user privileges';
    log.write('warn', `${what}, ignored in ${formatPlace(user.place)}`);
    return null;
  }
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  // Node asks the system for a name's number only on the way to becoming it: there and back, in
  // one turn, with the effective ids, from which the way back is open.
  try {
    as('getgrnam', user.group, user, () => process.setegid?.(user.group));
    as('getpwnam', user.name, user, () => process.seteuid?.(user.name));
    return process.geteuid?.() ?? null;
  } finally {
    process.seteuid?.(uid);
    process.setegid?.(gid);
  }
}

/** For good: this process is that user from now on, in its groups. @throws TidegateError USER_UNKNOWN */
export function becomeUser(user: UserSetting): void {
  if (!isRoot()) return;
  as('setgid', user.group, user, () => process.setgid?.(user.group));
  as('initgroups', user.name, user, () => groups.initgroups?.(user.name, user.group));
  as('setuid', user.name, user, () => process.setuid?.(user.name));
}

function as(call: string, name: string, { place }: UserSetting, act: () => void): void {
  try {
    act();
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException;
    const why = error.code === 'ERR_UNKNOWN_CREDENTIAL' ? '' : ` (${systemError(error)})`;
    throw new TidegateError('USER_UNKNOWN', `${call}("${name}") failed${why}`, {
      place,
      hint: 'Name a user of this host, and its group where that has another name.',
      cause,
    });
  }
}
