import type { Environment } from './environment.js';

/** Whether a predicate of `.if` is true, and whether that is known here. */
export interface Verdict {
  readonly met: boolean;
  readonly isSure: boolean;
}

/** What conditions depend on. */
export interface Surroundings {
  readonly environment: Environment;
  /** Of HAProxy, as `2.6.12`; absent = unknown. */
  readonly version?: string;
}

/**
 * The predicates of conditional blocks. Those that depend on the build of HAProxy, or on its
 * version if that is unknown, are evaluated for a new HAProxy with all features. Source: HAProxy
 * configuration manual, 2.4; cfgcond.c.
 */
export function predicate(
  name: string,
  args: readonly string[],
  { environment, version }: Surroundings,
): Verdict {
  const [first = '', second = ''] = args;
  switch (name) {
    case 'streq':
      return sure(first === second);
    case 'strneq':
      return sure(first !== second);
    case 'strstr':
      return sure(first.includes(second));
    case 'defined': {
      const met = environment[first] !== undefined;
      // HAProxy may be started with other variables, and sets some itself.
      return { met, isSure: met };
    }
    case 'version_atleast':
    case 'version_before': {
      if (version === undefined) return { met: name === 'version_atleast', isSure: false };
      const isBefore = version.localeCompare(first, 'en', { numeric: true }) < 0;
      return sure(isBefore === (name === 'version_before'));
    }
    default:
      return { met: !/_before$/.test(name), isSure: false };
  }
}

function sure(met: boolean): Verdict {
  return { met, isSure: true };
}
