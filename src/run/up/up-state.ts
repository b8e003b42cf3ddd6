import { randomUUID } from 'node:crypto';
import { link, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import { processStart } from '../../host/process-start.js';
import { reasonOf, TidegateError } from '../../lib/errors.js';
import type { UpState } from '../../model/up.js';
import { makeFolder } from '../make-folder.js';
import { liesInStage, readOwnFile } from './own-file.js';

const path = v.pipe(v.string(), v.check(isAbsolute));
const SCHEMA = v.strictObject({
  schema: v.literal('tidegate.up/1'),
  pid: v.pipe(v.number(), v.integer(), v.minValue(2)),
  started: v.string(),
  scenario: v.string(),
  directory: path,
  url: v.string(),
  page: v.string(),
  drains: v.nullable(v.string()),
  backends: v.array(v.strictObject({ name: v.string(), url: v.string(), maintenanceFile: path })),
}) satisfies v.GenericSchema<unknown, UpState>;

/** What was found at the state file's place. */
type Found =
  | { readonly kind: 'none' }
  /** Left by a chain that is gone, or not a state at all: what it is, in words. */
  | { readonly kind: 'stale'; readonly what: string }
  | { readonly kind: 'up'; readonly state: UpState };

/** One chain for each user at a time. The file is under XDG_STATE_HOME, or under its default. */
export function stateFile(env: Readonly<Record<string, string | undefined>>): string {
  const base = env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  return join(base, 'tidegate', 'up.json');
}

/**
 * Makes sure that no other chain of this user is up, and removes what a chain that is gone has
 * left.
 * @returns what was removed, in words; null = there was nothing
 * @throws TidegateError CHAIN_ALREADY_UP, UP_STATE_UNSAFE
 */
export async function clearUpState(file: string): Promise<string | null> {
  const found = await look(file);
  if (found.kind === 'none') return null;
  if (found.kind === 'up') throw alreadyUp(found.state);
  await rm(file, { force: true });
  return `${file} is replaced: ${found.what}`;
}

/**
 * Announces a chain, unless another chain has been announced meanwhile.
 * @throws TidegateError CHAIN_ALREADY_UP, UP_STATE_NOT_WRITABLE, UP_STATE_UNSAFE
 */
export async function writeUpState(file: string, state: UpState): Promise<void> {
  // The name is unique, also if one process writes two states.
  const draft = `${file}.${randomUUID()}.draft`;
  try {
    await makeFolder(dirname(file));
    await writeFile(draft, JSON.stringify(state, null, 2), { mode: 0o600, flag: 'wx' });
    await putInPlace(draft, file);
  } catch (error) {
    if (error instanceof TidegateError) throw error;
    const why = reasonOf(error);
    throw new TidegateError('UP_STATE_NOT_WRITABLE', `cannot note where the chain is: ${why}`, {
      hint: 'Set XDG_STATE_HOME to a folder that can be written to.',
      cause: error,
    });
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/**
 * Puts the file in place as a whole and at once, and never over another one: of two chains that
 * start together, one wins.
 */
async function putInPlace(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      const found = await look(file);
      if (found.kind === 'up') throw alreadyUp(found.state);
      throw error;
    }
    // The file system has no hard links.
    await rename(draft, file);
  }
}

/** @throws TidegateError CHAIN_NOT_UP when no chain is up, UP_STATE_UNSAFE */
export async function readUpState(file: string): Promise<UpState> {
  const found = await look(file);
  if (found.kind === 'up') return found.state;
  const what = found.kind === 'stale' ? `: ${file} is not believed, ${found.what}` : '';
  throw new TidegateError('CHAIN_NOT_UP', `no chain is up${what}`, {
    hint: 'Start one in another terminal: tidegate up.',
  });
}

/** Removes the state file of a chain, unless another chain has replaced it. */
export async function removeUpState(file: string, directory: string): Promise<void> {
  const found = await readOwnFile(file).catch(() => null);
  if (found?.kind !== 'own' || parse(found.text)?.directory !== directory) return;
  await unlink(file).catch(() => undefined);
}

async function look(file: string): Promise<Found> {
  const found = await readOwnFile(file);
  if (found.kind === 'none') return found;
  if (found.kind === 'doubtful') return { kind: 'stale', what: found.why };
  const state = parse(found.text);
  if (!state) return { kind: 'stale', what: 'it is no state of a chain' };
  if (processStart(state.pid) !== state.started) {
    return { kind: 'stale', what: `its chain (pid ${state.pid}) is gone` };
  }
  for (const { maintenanceFile } of state.backends) {
    if (await liesInStage(state.directory, maintenanceFile)) continue;
    return { kind: 'stale', what: `${maintenanceFile} is not in a directory that up made` };
  }
  return { kind: 'up', state };
}

function parse(text: string): UpState | null {
  try {
    const result = v.safeParse(SCHEMA, JSON.parse(text));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

function alreadyUp({ pid }: UpState): TidegateError {
  return new TidegateError('CHAIN_ALREADY_UP', `a chain is already up (pid ${pid})`, {
    hint: `Stop it with Ctrl-C in its terminal, or kill ${pid}.`,
  });
}
