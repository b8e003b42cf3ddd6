import type { LintRule } from '../rule.js';
import { isHttp, type Section, serversOf } from '../written-sections.js';

/** Measured: all cut within 10 ms. */
export const sessionsShutDown: LintRule = {
  severity: 'error',
  why: 'HAProxy then ends streams, uploads and tunnels with a FIN within milliseconds of the flip: bodies arrive truncated.',
  *find({ backends }) {
    const seen = new Set();
    for (const { section, options } of withSections(backends)) {
      const option = options.get('on-marked-down');
      if (option?.value !== 'shutdown-sessions' || seen.has(option)) continue;
      seen.add(option);
      yield {
        message: 'on-marked-down shutdown-sessions cuts what is in flight',
        mend: 'Leave out on-marked-down shutdown-sessions: a server that is down keeps what it has.',
        place: option.word.place,
        // Of a database that is demoted, no session may live on: that is what it is for.
        ...(!isHttp(section) && { severity: 'info' as const }),
      };
    }
  },
};

function withSections(backends: readonly Section[]) {
  return backends.flatMap((section) =>
    serversOf(section).map((server) => ({ ...server, section })),
  );
}
