import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';

/** Errors for which the C library's words differ from libuv's in more than the capital letter. */
const WORDS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EAFNOSUPPORT: 'Address family not supported by protocol',
  EHOSTUNREACH: 'No route to host',
  EISDIR: 'Is a directory',
};

/** A system error as nginx writes it: `2: No such file or directory`. */
export function systemError({ code = '', errno = 0, message }: NodeJS.ErrnoException): string {
  const known = WORDS[code] ?? getSystemErrorMap().get(errno)?.[1] ?? message;
  return `${Math.abs(errno)}: ${known.charAt(0).toUpperCase()}${known.slice(1)}`;
}

/** The same for the name of an errno, `ECONNREFUSED`. */
export function systemErrorNamed(code: keyof typeof constants.errno): string {
  return systemError(Object.assign(new Error(code), { code, errno: -constants.errno[code] }));
}
