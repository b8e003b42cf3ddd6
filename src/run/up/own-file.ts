import { constants } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import { TidegateError } from '../../lib/errors.js';
import { STAGE_NAME } from '../targets/stage.js';

/** The state file is small; a larger file is not a state file. */
const MAX_BYTES = 65_536;
/** Write permission for group or others. */
const WRITABLE_BY_OTHERS = 0o022;

/** What was found at a place where only this user may write. */
export type OwnFile =
  | { readonly kind: 'none' }
  /** Another user may have written it: why, in words. */
  | { readonly kind: 'doubtful'; readonly why: string }
  | { readonly kind: 'own'; readonly text: string };

/**
 * Reads a file that only this user can have written.
 * @throws TidegateError UP_STATE_UNSAFE if it belongs to another user or is not a regular file
 */
export async function readOwnFile(file: string): Promise<OwnFile> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  let handle: FileHandle;
  try {
    handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'none' };
    if (code === 'ELOOP') return { kind: 'doubtful', why: 'it is a symbolic link' };
    throw unsafe(file, message);
  }
  try {
    const stat = await handle.stat();
    const { mode, size, uid } = stat;
    if (!stat.isFile()) throw unsafe(file, 'it is no file');
    if (!isOwn(uid)) throw unsafe(file, `it belongs to user ${uid}`);
    if ((mode & WRITABLE_BY_OTHERS) !== 0)
      return { kind: 'doubtful', why: 'others may write to it' };
    if (size > MAX_BYTES) return { kind: 'doubtful', why: `it has ${size} bytes` };
    return { kind: 'own', text: await handle.readFile('utf8') };
  } finally {
    await handle.close();
  }
}

/**
 * Whether a file is in the directory of a stage that belongs to this user, after links are
 * resolved. No other file is ever created or removed. Also true if the directory or the file's
 * folder is gone, for then there is nothing to create or remove.
 */
export async function liesInStage(directory: string, named: string): Promise<boolean> {
  if (!STAGE_NAME.test(basename(directory)) || resolve(named) !== named) return false;
  if (!named.startsWith(directory + sep)) return false;
  try {
    const stat = await lstat(directory);
    if (!stat.isDirectory() || !isOwn(stat.uid) || (stat.mode & WRITABLE_BY_OTHERS) !== 0) {
      return false;
    }
    const [inside, folder] = [await realpath(directory), await realpath(dirname(named))];
    return `${folder}${sep}`.startsWith(`${inside}${sep}`);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** On a system without user ids, every file counts as the user's own. */
function isOwn(uid: number): boolean {
  return uid === (process.geteuid?.() ?? uid);
}

function unsafe(file: string, why: string): TidegateError {
  return new TidegateError('UP_STATE_UNSAFE', `the state file ${file} cannot be used: ${why}`, {
    hint: 'Remove it, or set XDG_STATE_HOME to a folder of your own.',
  });
}
