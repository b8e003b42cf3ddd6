import type { ErrorKinds } from './grammar.js';

/** What keeps the bundled proxy from starting, reloading or being signalled. */
export const PROXY_ERRORS = {
  LISTEN_DENIED: {
    meaning: 'No permission to listen on an address.',
    mend: 'Choose a port from 1024 on, or lower `net.ipv4.ip_unprivileged_port_start`.',
    exit: 'usage',
  },
  LISTEN_FAILED: {
    meaning: 'The system refuses to listen on an address.',
    mend: 'Choose an address of this host, as `ip address` lists them.',
    exit: 'usage',
  },
  LISTEN_IN_USE: {
    meaning: 'Another program listens on the address.',
    mend: 'End that program (`ss -ltnp` shows it), or choose another port.',
    exit: 'usage',
  },
  LOG_NOT_WRITABLE: {
    meaning: 'A log file cannot be opened.',
    mend: 'Make its directory, or name a file that may be written.',
    exit: 'usage',
  },
  PID_FILE_BAD: {
    meaning:
      'The pid file cannot be read or written, or it does not name a running Tidegate proxy.',
    mend: 'Check the file, and that the proxy runs.',
    exit: 'fail',
  },
  PID_FILE_MISSING: {
    meaning: '`tidegate proxy -s` needs a pid file, and the configuration names none.',
    mend: 'Add `pid proxy.pid;` at the top, and start the proxy again.',
    exit: 'usage',
  },
  PROXY_STOPPED: {
    meaning: 'The proxy was stopped while it started or reloaded.',
    mend: 'Start it again.',
    exit: 'usage',
  },
  USER_UNKNOWN: {
    meaning: 'The user or group of `user` does not exist here.',
    mend: 'Name a user of this host, and its group if that has another name.',
    exit: 'usage',
  },
  WORKER_FAILED: {
    meaning: 'A worker process of the proxy could not start.',
    mend: 'Read its message in the error log.',
    exit: 'usage',
  },
  WORKING_DIRECTORY_BAD: {
    meaning: 'The proxy cannot enter the directory of `working_directory`.',
    mend: 'Make the directory, or name another.',
    exit: 'usage',
  },
} as const satisfies ErrorKinds;
