import type { ErrorKinds } from './grammar.js';

/** What is wrong with a command line, with a file that it names, or with this host. */
export const COMMAND_ERRORS = {
  ADDRESS_BAD: {
    meaning: 'A text is not an IPv4 or IPv6 address.',
    mend: 'Write the address as a literal, as `127.0.0.1` or `::1`.',
    exit: 'usage',
  },
  BODY_NOT_READABLE: {
    meaning: 'The file of `--body @FILE` cannot be read.',
    mend: 'Name a file that exists, may be read and is not larger than the message says.',
    exit: 'usage',
  },
  CA_BAD: {
    meaning: 'The file of `--ca` holds no certificate.',
    mend: 'Name a file of certificates in PEM.',
    exit: 'usage',
  },
  CA_NOT_READABLE: {
    meaning: 'The file of `--ca` cannot be read.',
    mend: 'Name a file that exists and may be read.',
    exit: 'usage',
  },
  COMMAND_INTERRUPTED: {
    meaning:
      'A signal ended the command early: Ctrl-C or a closed terminal (exit code 130), or SIGTERM (exit code 143).',
    mend: 'Start the command again.',
    exit: 'interrupted',
  },
  DESCRIPTORS_TOO_FEW: {
    meaning: 'The limit of open files is too low to start at all.',
    mend: 'Raise it with `ulimit -n`; if the whole host has no descriptor left, raise `fs.file-max`.',
    exit: 'usage',
  },
  DESTINATIONS_BAD: {
    meaning: 'A destination of `--destinations` has no valid port.',
    mend: 'Give a number of destinations, or `ADDRESS:PORT` with commas between.',
    exit: 'usage',
  },
  ENGINE_UNAVAILABLE: {
    meaning: 'The epoll engine needs Linux and the package koffi.',
    mend: 'Install koffi (`npm install koffi`), or use `--engine node`.',
    exit: 'usage',
  },
  FACTS_BAD: {
    meaning: 'A value in a facts file is not one that the fact can have.',
    mend: 'Correct the value, or leave the fact out: it then counts as unknown.',
    exit: 'usage',
  },
  FACTS_NOT_JSON: {
    meaning: 'The facts file is not JSON.',
    mend: 'Capture it again with `tidegate facts --json > FILE`.',
    exit: 'usage',
  },
  FACTS_NOT_READABLE: {
    meaning: 'The facts file cannot be read.',
    mend: 'Capture it with `tidegate facts --json > FILE`, and name it with `--facts FILE`.',
    exit: 'usage',
  },
  HOST_NOT_FOUND: {
    meaning: 'A host name has no address.',
    mend: 'Correct the name, check the name server, or write the address itself.',
    exit: 'usage',
  },
  OPTION_BAD: {
    meaning: 'The value of an option or argument is not one that it accepts.',
    mend: 'Give a value as the message says; `--help` shows examples.',
    exit: 'usage',
  },
  OPTION_MISPLACED: {
    meaning: 'An option is given that means nothing here, or not beside another one.',
    mend: 'Leave it out, or add what the message names.',
    exit: 'usage',
  },
  OUTPUT_FAILED: {
    meaning: 'Standard output or standard error cannot be written.',
    mend: 'Send the output to a place that may be written and has space left.',
    exit: 'usage',
  },
  PLATFORM_UNSUPPORTED: {
    meaning: 'Tidegate cannot read the facts of this operating system.',
    mend: 'Capture them on the host that is meant, and give them with `--facts FILE`.',
    exit: 'usage',
  },
  PROCESS_UNKNOWN: {
    meaning: 'No process with this id shows its limits.',
    mend: 'Name a running process, or give the limit with `--nofile`.',
    exit: 'usage',
  },
  RESULT_BAD: {
    meaning:
      'The file is not the stored result of a run, or a value in it is not one that it can have.',
    mend: 'Name a file that `tidegate run` saved, as it was saved.',
    exit: 'usage',
  },
  RESULT_NOT_JSON: {
    meaning: 'The stored result of a run is not JSON, or was cut short.',
    mend: 'Name a file that `tidegate run` saved, and copy it whole.',
    exit: 'usage',
  },
  RESULT_NOT_READABLE: {
    meaning: 'The file of a stored result cannot be read.',
    mend: 'Name a file that exists, may be read and is not larger than the message says.',
    exit: 'usage',
  },
  RESULT_NOT_WRITABLE: {
    meaning: 'The file of a result or of a report cannot be written.',
    mend: 'Name a writable file with `--out`.',
    exit: 'usage',
  },
  RESULT_UNSUPPORTED: {
    meaning: 'The stored result was written by a later version of Tidegate.',
    mend: 'Report on it with that version, or a later one.',
    exit: 'usage',
  },
  SERVICE_UNKNOWN: {
    meaning: 'systemd runs no process of this service here.',
    mend: 'Name a service that runs, or give its process with `--pid`.',
    exit: 'usage',
  },
  SOURCES_BAD: {
    meaning: 'A list of source addresses cannot be read.',
    mend: 'Write addresses, ranges as `127.0.0.1-127.0.0.9` with the lower address first, or a number where one is allowed.',
    exit: 'usage',
  },
  TARGET_HOPS_MISSING: {
    meaning: '`--target` is given, and the configuration listens nowhere.',
    mend: 'Name the configuration that listens, with all that it includes.',
    exit: 'usage',
  },
  THRESHOLD_BAD: {
    meaning: 'A `--max` or `--min` names an unknown metric or a value that the metric cannot have.',
    mend: 'Write it as the message says, as `--max p99=50ms`.',
    exit: 'usage',
  },
  URL_BAD: {
    meaning: 'A URL is not a whole URL of a scheme that the command supports.',
    mend: 'Write the whole URL, as `http://127.0.0.1:8080/`.',
    exit: 'usage',
  },
} as const satisfies ErrorKinds;
