/**
 * What can be wrong with a thing. An error code is SUBJECT_STATE: the thing, then one of these
 * states. Users and scripts see the codes, so add a state only if none of these fits.
 */
export const STATES = [
  'ALREADY_ON',
  'ALREADY_UP',
  'BAD',
  'BROKEN',
  'CIRCULAR',
  'DENIED',
  'DIED',
  'DUPLICATE',
  'EMPTY',
  'EXCEEDED',
  'FAILED',
  'INCOMPLETE',
  'INTERRUPTED',
  'IN_USE',
  'MISPLACED',
  'MISSING',
  'NOT_FOUND',
  'NOT_JSON',
  'NOT_READABLE',
  'NOT_RENDERED',
  'NOT_SERVING',
  'NOT_STARTED',
  'NOT_UP',
  'NOT_WRITABLE',
  'REFUSED',
  'SILENT',
  'STALLED',
  'STOPPED',
  'TIMED_OUT',
  'TOO_DEEP',
  'TOO_FEW',
  'TOO_LARGE',
  'TOO_LONG',
  'TOO_LOW',
  'UNAVAILABLE',
  'UNCLOSED',
  'UNEXPECTED',
  'UNKNOWN',
  'UNREACHABLE',
  'UNSAFE',
  'UNSUPPORTED',
] as const;

export interface ErrorKind {
  /** What is wrong in general; the message of an error names the values. */
  readonly meaning: string;
  /** What to do about it, in the imperative. */
  readonly mend: string;
  /** The exit code of a command that ends with it, by its name in `EXIT`. */
  readonly exit: 'fail' | 'usage' | 'invalid' | 'interrupted';
}

/** The codes of one room; a name that breaks the grammar does not compile. */
export type ErrorKinds = Readonly<Record<`${string}_${(typeof STATES)[number]}`, ErrorKind>>;
