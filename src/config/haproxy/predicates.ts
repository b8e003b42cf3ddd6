import type { Environment } from './environment.js';

/** Whether a predicate of `.if` is met, and whether that is known here. */
export interface Verdict {
  readonly met: boolean;
  readonly isSure: boolean;
}

/**
 * The predicates of conditional blocks. What hangs on the build or the version of HAProxy is taken for
 * a new one with everything in it.
 * Source: HAProxy configuration manual, 2.4; cfgcond.c.
 */
export function predicate(
  name: string,
  args: readonly string[],
  environment: Environment,
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
      // HAProxy may be started with others, and sets some itself.
      return { met, isSure: met };
    }
    default:
      return { met: !/_before$/.test(name), isSure: false };
  }
}

function sure(met: boolean): Verdict {
  return { met, isSure: true };
}
