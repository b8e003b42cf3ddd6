import type { Warning } from '../../../model/capacity.js';
import type { HaproxyConfig, HaproxyFrontend } from '../../../model/haproxy.js';

/**
 * The frontends of a configuration. A file with `global` and without frontends, such as the first
 * of several files, gets one that stands for the frontends of the others, because the limits of the
 * process apply to them too.
 */
export function frontendsOf({ frontends, global }: HaproxyConfig): readonly HaproxyFrontend[] {
  if (frontends.length > 0 || !global.place) return frontends;
  return [
    {
      name: 'frontends that are not here',
      section: 'frontend',
      mode: 'tcp',
      maxconn: null,
      backlog: null,
      bindLines: [],
      binds: [],
      otherBinds: 0,
      unixEnds: [],
      splices: false,
      backends: [],
      answersAll: false,
      place: global.place,
    },
  ];
}

/** HAProxy does not start if nothing listens (measured, 2.6: "no listener"). */
export function nothingListens({ frontends, global, backends, file }: HaproxyConfig): Warning[] {
  if (frontends.length > 0) return [];
  const place = global.place ?? backends[0]?.place;
  return [
    {
      code: 'NOTHING_LISTENS',
      severity: 'info',
      message:
        'nothing here listens: HAProxy does not start with this file alone, and only what the process allows is counted',
      fix: 'Where its frontends are in other files, put all of them into one to have them counted.',
      file: place?.file ?? file,
      line: place?.line ?? 1,
    },
  ];
}
