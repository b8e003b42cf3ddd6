import type { ErrorKinds } from './grammar.js';

/** What keeps `tidegate prove` from a measurement. */
export const PROVE_ERRORS = {
  ADDRESS_REFUSED: {
    meaning:
      'The loopback interface of the namespace does not take an address of the configuration.',
    mend: 'Write an address that a host can have.',
    exit: 'usage',
  },
  ENGINE_BAD: {
    meaning: 'The engine of `--engine` does not run configurations of this language.',
    mend: 'Leave `--engine` out, or name the engine of the language.',
    exit: 'usage',
  },
  ENGINE_MISSING: {
    meaning: 'The proxy that would run the configuration is not installed.',
    mend: 'Install it, or prove an nginx configuration with `--engine bundled`.',
    exit: 'usage',
  },
  NAMESPACE_DENIED: {
    meaning: 'No network namespace may be made, or something in it may not be set.',
    mend: 'Run it as root, or allow unprivileged user namespaces; in a container, use `--privileged`.',
    exit: 'usage',
  },
  NAMESPACE_UNAVAILABLE: {
    meaning: 'This system has no network namespaces, or not the program `unshare`.',
    mend: 'Run prove on Linux with util-linux installed.',
    exit: 'usage',
  },
  OPENSSL_MISSING: {
    meaning:
      'The configuration names a certificate that is not here, and openssl is not installed to make one.',
    mend: 'Install openssl.',
    exit: 'usage',
  },
  PORT_RANGE_TOO_LARGE: {
    meaning: 'The port range 1-65535 leaves no port for the listener.',
    mend: 'Leave at least one port out of the range.',
    exit: 'usage',
  },
  PROVE_BACKEND_UNREACHABLE: {
    meaning: 'No listener of the configuration leads to a backend.',
    mend: 'Name a configuration that proxies.',
    exit: 'usage',
  },
  PROVE_CHANGE_UNSUPPORTED: {
    meaning: '`--target` needs a change that prove cannot make by itself.',
    mend: 'Make the change in a copy of the configuration, and prove that.',
    exit: 'usage',
  },
  PROVE_CONFIG_INCOMPLETE: {
    meaning:
      'The file is a part of a configuration: it has neither an `http` nor a `stream` block.',
    mend: 'Name the configuration that includes it.',
    exit: 'usage',
  },
  PROVE_CONNECTION_BROKEN: {
    meaning: 'A connection in the namespace ended in a way that no limit explains.',
    mend: 'Raise the limit of open files, or look for what filters loopback traffic.',
    exit: 'usage',
  },
  PROVE_DIED: {
    meaning: 'The process in the namespace ended by itself.',
    mend: 'Prove a smaller range if memory ran out.',
    exit: 'usage',
  },
  PROVE_HOST_EXCEEDED: {
    meaning: '`--target` needs what only root can set on this host.',
    mend: 'Set it as the message says, or prove it smaller with `--scale`.',
    exit: 'usage',
  },
  PROVE_MAP_MISSING: {
    meaning: 'The configuration chooses no source address by a `map`.',
    mend: 'Give it a `proxy_bind` whose variable is the result of a `map`.',
    exit: 'usage',
  },
  PROVE_PROXY_NOT_STARTED: {
    meaning: 'The proxy does not start with this configuration.',
    mend: 'Read its words under the message, and ask `tidegate lint`.',
    exit: 'invalid',
  },
  PROVE_TOO_LARGE: {
    meaning: 'More connections are to be opened than this process can open.',
    mend: 'Shrink the case, use `--scale`, or raise the limit of open files.',
    exit: 'usage',
  },
  STUB_BACKEND_REFUSED: {
    meaning: 'A stand-in for a backend cannot listen in the namespace.',
    mend: "Read the system's words in the message.",
    exit: 'usage',
  },
  SYSCTL_REFUSED: {
    meaning: 'The kernel does not take a setting.',
    mend: 'Run it on the host instead of in a container, or with `--privileged`.',
    exit: 'usage',
  },
} as const satisfies ErrorKinds;
