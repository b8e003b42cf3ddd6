import { TidegateError } from '../../lib/errors.js';
import type { Host } from './host.js';

/** The names that systemd allows for units (systemd.unit(5)). */
const UNIT = /^[A-Za-z0-9_][A-Za-z0-9:_.\\@-]*$/;

/**
 * The main process of a systemd service: nginx's master, or HAProxy's.
 * @throws TidegateError SERVICE_UNKNOWN
 */
export function pidOfService(host: Host, name: string): string {
  if (!UNIT.test(name)) {
    throw unknown(
      `"${name}" is no name of a service`,
      'Write it as for systemctl: --service nginx.',
    );
  }
  const shown = host.run('systemctl', ['show', '--property=LoadState,MainPID', '--', name]);
  if (shown === null) {
    throw unknown(
      `systemd does not answer here, so the process of the service "${name}" cannot be found`,
      'Name the process itself: --pid $(pidof -s nginx); or give --nofile SOFT:HARD.',
    );
  }
  if (/^LoadState=not-found$/m.test(shown)) {
    throw unknown(`systemd knows no service "${name}"`, 'See systemctl list-units --type=service.');
  }
  const pid = /^MainPID=([1-9]\d*)$/m.exec(shown)?.[1];
  if (pid) return pid;
  throw unknown(
    `the service "${name}" is not running`,
    `Start it; or give --nofile SOFT:HARD, as systemctl show -p LimitNOFILESoft -p LimitNOFILE ${name} says.`,
  );
}

function unknown(message: string, hint: string): TidegateError {
  return new TidegateError('SERVICE_UNKNOWN', message, { hint });
}
