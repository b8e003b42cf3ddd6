import type { ErrorKinds } from './grammar.js';

/** What is wrong with what a configuration says. */
export const CONFIG_MEANING_ERRORS = {
  CONFIG_BACKEND_UNKNOWN: {
    meaning: 'A frontend of HAProxy uses a backend that does not exist.',
    mend: 'Name a backend that exists, or add it.',
    exit: 'usage',
  },
  CONFIG_DEFAULTS_UNKNOWN: {
    meaning: 'A section of HAProxy names a `defaults` section that does not stand above it.',
    mend: 'Name a `defaults` section that stands above.',
    exit: 'usage',
  },
  CONFIG_DIRECTIVE_MISPLACED: {
    meaning: 'A directive or keyword stands in a block or section where it is not allowed.',
    mend: 'Move it to one of the places that the message names.',
    exit: 'usage',
  },
  CONFIG_DIRECTIVE_UNKNOWN: {
    meaning: 'The bundled proxy does not know a directive.',
    mend: 'Correct its spelling, leave it out, or run the configuration with nginx itself. [directives.md](directives.md) lists what the bundled proxy knows.',
    exit: 'usage',
  },
  CONFIG_DUPLICATE: {
    meaning: 'A directive, a name or an address stands twice where it may stand once.',
    mend: 'Keep one of the two.',
    exit: 'usage',
  },
  CONFIG_EVENTS_MISSING: {
    meaning: 'An nginx configuration has no `events` block.',
    mend: 'Add `events { }`.',
    exit: 'usage',
  },
  CONFIG_LOG_FORMAT_UNKNOWN: {
    meaning: 'An `access_log` uses a log format that is not defined.',
    mend: 'Define it with `log_format`, or name another.',
    exit: 'usage',
  },
  CONFIG_MAP_CIRCULAR: {
    meaning: 'The variable of a `map` depends on itself.',
    mend: 'Let one of the blocks take a variable of the request as its source.',
    exit: 'usage',
  },
  CONFIG_MATCH_UNKNOWN: {
    meaning: 'A `health_check` uses a `match` block that does not exist.',
    mend: 'Add the `match` block, or name another.',
    exit: 'usage',
  },
  CONFIG_REGEX_BAD: {
    meaning: 'A regular expression cannot be compiled.',
    mend: 'Correct the expression; use what PCRE and JavaScript have in common.',
    exit: 'usage',
  },
  CONFIG_SERVER_INCOMPLETE: {
    meaning: 'A `server` block of `stream` has no `listen` or no `proxy_pass`.',
    mend: 'Add the missing directive.',
    exit: 'usage',
  },
  CONFIG_SERVER_MISSING: {
    meaning: 'The configuration has no server to run.',
    mend: 'Add `http { server { listen 8080; } }`.',
    exit: 'usage',
  },
  CONFIG_UNSUPPORTED: {
    meaning: 'nginx can do it, and the bundled proxy cannot.',
    mend: 'Leave it out, or run the configuration with nginx itself. [directives.md](directives.md) lists what the bundled proxy supports.',
    exit: 'usage',
  },
  CONFIG_UPSTREAM_EMPTY: {
    meaning: 'An `upstream` block has no servers.',
    mend: 'Add a `server` line.',
    exit: 'usage',
  },
  CONFIG_UPSTREAM_UNKNOWN: {
    meaning: 'A `proxy_pass` names an upstream that does not exist.',
    mend: 'Add the `upstream` block, or name an address with its port.',
    exit: 'usage',
  },
  CONFIG_VALUE_BAD: {
    meaning: 'A value is not one that the directive or keyword accepts.',
    mend: 'Write a value as the message says.',
    exit: 'usage',
  },
  CONFIG_VARIABLE_UNKNOWN: {
    meaning: 'A variable is used that nothing defines.',
    mend: 'Define it with `set` or `map`, or correct its name.',
    exit: 'usage',
  },
} as const satisfies ErrorKinds;
