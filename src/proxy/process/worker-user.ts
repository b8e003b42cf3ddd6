import { formatPlace, TidegateError } from '../../lib/errors.js';
import type { UserSetting } from '../../model/nginx.js';
import type { ErrorLog } from '../log/error-log.js';
import { systemError } from '../log/system-error.js';

/** Documented by Node, but missing in its types. */
const groups: { initgroups?(user: string, extraGroup: string): void } = process as object;

/** Whether this process may change its user. */
function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/**
 * The user id of the workers, which also owns the logs; null = the workers keep this process's
 * user, which is logged if `user` is written without effect.
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
  // Node resolves a user name only when it changes to that user. So it changes and changes back in
  // one turn, with the effective ids, from which it can return.
  try {
    as('getgrnam', user.group, user, () => process.setegid?.(user.group));
    as('getpwnam', user.name, user, () => process.seteuid?.(user.name));
    return process.geteuid?.() ?? null;
  } finally {
    process.seteuid?.(uid);
    process.setegid?.(gid);
  }
}

/** Changes this process to that user and its groups, permanently. @throws TidegateError USER_UNKNOWN */
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
      hint: 'Name a user of this host, and its group if that has another name.',
      cause,
    });
  }
}
