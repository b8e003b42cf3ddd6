import type { ErrorKinds } from './grammar.js';

/** What stops a run or a bench, or makes it invalid. */
export const RUN_ERRORS = {
  ANSWER_UNEXPECTED: {
    meaning: "The deployment answers the load's request with an error before the run has begun.",
    mend: 'Name a path that answers, or send what it asks for with `--header`.',
    exit: 'usage',
  },
  AUTOCANNON_FAILED: {
    meaning: 'autocannon ended with an error.',
    mend: 'Leave `--generator` out: the load of Tidegate itself does not need autocannon.',
    exit: 'invalid',
  },
  BACKEND_HEADER_BAD: {
    meaning: 'The field of `--backend-header` does not tell the backends apart.',
    mend: 'Name a field that each backend sets to a value of its own.',
    exit: 'usage',
  },
  BENCH_FAILED: {
    meaning: 'A bench worker stopped because of a fault of Tidegate.',
    mend: 'Report it with the message.',
    exit: 'invalid',
  },
  BOX_DIED: {
    meaning: 'A proxy or backend server that Tidegate started ended during the run.',
    mend: 'Read its last words under the message; the run proves nothing.',
    exit: 'invalid',
  },
  BOX_NOT_STARTED: {
    meaning: 'A proxy or backend server that Tidegate starts ended before it served.',
    mend: 'Read its last words under the message, and correct its configuration.',
    exit: 'usage',
  },
  BOX_SILENT: {
    meaning: 'A proxy or backend server that Tidegate started does not answer.',
    mend: 'Look whether the host is overloaded; start the run again.',
    exit: 'usage',
  },
  CHAIN_MAINTENANCE_MISSING: {
    meaning: 'The scenario of the chain that is up takes no backend out.',
    mend: 'Start a chain that has maintenance: `tidegate up maintenance`.',
    exit: 'usage',
  },
  COMMAND_FAILED: {
    meaning: 'The command of a scenario ended with an error, so that the run proves nothing.',
    mend: 'Run the command by hand: it must end with exit code 0.',
    exit: 'invalid',
  },
  COMMAND_TIMED_OUT: {
    meaning: 'The command of a scenario did not end in its time and was ended with its children.',
    mend: 'Give the phase a longer timeout, or see by hand why the command hangs.',
    exit: 'invalid',
  },
  CAPACITY_EXCEEDED: {
    meaning: 'The run plans more connections than the calculated capacity.',
    mend: 'Plan fewer with `--connections`, or raise the limit that the message names.',
    exit: 'invalid',
  },
  CHAIN_ALREADY_UP: {
    meaning: '`tidegate up` is already running.',
    mend: 'Stop the other chain with Ctrl-C in its terminal.',
    exit: 'usage',
  },
  CHAIN_HEALTH_CHECK_MISSING: {
    meaning:
      "The frontend proxy's configuration checks no backend's health, so it cannot notice maintenance.",
    mend: 'Add `health_check` to the location that proxies to the backends.',
    exit: 'usage',
  },
  CHAIN_LISTEN_MISSING: {
    meaning: 'A configuration of the chain has no http server that listens.',
    mend: 'Give it a `server` with a `listen` directive.',
    exit: 'usage',
  },
  CHAIN_NOT_UP: {
    meaning: 'No chain is up, so there is nothing to put into maintenance.',
    mend: 'Start one in another terminal: `tidegate up`.',
    exit: 'usage',
  },
  FLIP_FAILED: {
    meaning:
      'Maintenance could not be switched: the command failed, or the maintenance file could not be written.',
    mend: 'Run the command by hand; it must exit with 0 once maintenance is switched. For a bundled chain, make its folder writable.',
    exit: 'invalid',
  },
  FLIP_TIMED_OUT: {
    meaning: 'A maintenance command did not end in its time.',
    mend: 'Let it exit once maintenance is switched, or give it longer with `--command-timeout`.',
    exit: 'invalid',
  },
  HEALTH_NOT_SERVING: {
    meaning: "A backend's health answer does not say that it serves, before the run has begun.",
    mend: 'Name the path of its health check with `--health-path`, or bring the backend into service.',
    exit: 'usage',
  },
  JANITOR_DIED: {
    meaning: 'The process that switches maintenance off after a crash ended by itself.',
    mend: 'Check that the backend is out of maintenance, and start the run again.',
    exit: 'invalid',
  },
  LEDGER_BAD: {
    meaning:
      'The file is no stored ledger, or some of its bytes have changed since it was written.',
    mend: 'Copy it again, as binary; or name the `.ledger` file beside a result.',
    exit: 'usage',
  },
  LEDGER_INCOMPLETE: {
    meaning: 'The stored ledger ends before its last section.',
    mend: 'Copy it again; one that was never written whole cannot be judged.',
    exit: 'usage',
  },
  LEDGER_NOT_READABLE: {
    meaning: 'The file of a stored ledger cannot be read.',
    mend: 'Look at its path and its permissions.',
    exit: 'usage',
  },
  LEDGER_UNSUPPORTED: {
    meaning: 'The stored ledger was written by a later version of Tidegate.',
    mend: 'Judge it with that version, or a later one.',
    exit: 'usage',
  },
  LOAD_FAILED: {
    meaning: 'A load worker stopped because of a fault of Tidegate.',
    mend: 'Report it with the message.',
    exit: 'invalid',
  },
  MAINTENANCE_ALREADY_ON: {
    meaning: 'A backend is in maintenance before the run has begun.',
    mend: 'Switch maintenance off, or give a `--maintenance-text` that no other answer holds.',
    exit: 'usage',
  },
  MIX_EMPTY: {
    meaning: "The shares of the load's mix add up to nothing.",
    mend: 'Give at least one entry of `load.mix` a share above 0.',
    exit: 'usage',
  },
  NOFILE_TOO_LOW: {
    meaning: 'The limit of open files leaves no descriptor for a connection.',
    mend: 'Raise it with `ulimit -n`.',
    exit: 'usage',
  },
  PROBE_FAILED: {
    meaning: 'A single request got no whole response in its time.',
    mend: 'Check that the server at the address answers.',
    exit: 'usage',
  },
  RAMP_STALLED: {
    meaning: 'The planned connections did not all open in time.',
    mend: 'Plan a longer ramp, or fewer connections.',
    exit: 'invalid',
  },
  SCENARIO_BAD: {
    meaning: 'A key of the scenario file is missing, unknown or has a value that it cannot have.',
    mend: 'Correct the key at the place that the message names.',
    exit: 'usage',
  },
  SCENARIO_NOT_FOUND: {
    meaning: 'There is no scenario of this name, and no file of this path.',
    mend: 'Name a scenario that ships, or the path of a scenario file.',
    exit: 'usage',
  },
  SCENARIO_NOT_READABLE: {
    meaning: 'The scenario file cannot be read.',
    mend: 'Name a file that exists and may be read.',
    exit: 'usage',
  },
  SCENARIO_SYNTAX_BAD: {
    meaning: 'The scenario file is not valid YAML, or uses an alias.',
    mend: 'Correct it at the place that the message names.',
    exit: 'usage',
  },
  SCENARIO_TOO_LARGE: {
    meaning: 'The scenario file is larger than Tidegate reads.',
    mend: 'Check that it is the right file.',
    exit: 'usage',
  },
  SOURCES_MISSING: {
    meaning: '`load.clients.bind` needs source addresses, and `load.clients.sources` is empty.',
    mend: 'Give `load.clients.sources` an address or a range, or set `load.clients.bind` to `late`.',
    exit: 'usage',
  },
  TIDEGATE_FAILED: {
    meaning: 'A fault of Tidegate itself.',
    mend: 'Report it with the message.',
    exit: 'invalid',
  },
  TMPDIR_NOT_WRITABLE: {
    meaning: "The run's folder cannot be made under the temporary directory.",
    mend: 'Set `TMPDIR` to a folder that exists and may be written.',
    exit: 'usage',
  },
  TUPLES_TOO_FEW: {
    meaning: 'The source addresses and ports of the load make fewer connections than planned.',
    mend: 'Give `load.clients.sources` more addresses, or widen `net.ipv4.ip_local_port_range`.',
    exit: 'usage',
  },
  UP_STATE_NOT_WRITABLE: {
    meaning: '`tidegate up` cannot write where its chain is.',
    mend: 'Set `XDG_STATE_HOME` to a folder that may be written.',
    exit: 'usage',
  },
  UP_STATE_UNSAFE: {
    meaning:
      'The file that says where the chain is belongs to another user, or others may write it.',
    mend: 'Remove the file, or set `XDG_STATE_HOME` to a folder of your own.',
    exit: 'usage',
  },
  URL_UNREACHABLE: {
    meaning: 'The address of a URL does not answer.',
    mend: 'Check the URL, and that the deployment runs.',
    exit: 'usage',
  },
  WORKER_DIED: {
    meaning: 'A worker process of the load ended by itself.',
    mend: 'Read its message above; plan fewer connections if memory ran out.',
    exit: 'invalid',
  },
} as const satisfies ErrorKinds;
