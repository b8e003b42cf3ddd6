import { formatCount } from '../../../../../lib/units.js';
import type { LintRule } from '../../rule.js';

/** Source: Linux kernel/sys.c, do_prlimit; measured with nginx 1.22. */
export const nofileNotRaised: LintRule = {
  severity: 'error',
  why: 'The kernel refuses it, and nginx logs an alert and continues with the soft limit that it was started with.',
  *find({ config, facts, written }) {
    const wanted = config.workerRlimitNofile;
    const { nofile, nrOpen, capSysResource } = facts;
    const [directive] = written.named('worker_rlimit_nofile');
    if (wanted === null || !directive || !nofile) return;
    const aboveAll = nrOpen !== undefined && wanted > nrOpen;
    const aboveHard = nofile.hard !== null && wanted > nofile.hard;
    if (!aboveAll && (!aboveHard || capSysResource === true)) return;
    const soft = nofile.soft === null ? 'unlimited' : formatCount(nofile.soft);
    const limit = aboveAll
      ? `fs.nr_open, ${formatCount(nrOpen)}`
      : `the hard limit, ${formatCount(nofile.hard ?? 0)}`;
    const depends = !aboveAll && capSysResource === undefined;
    yield {
      message: `worker_rlimit_nofile ${formatCount(wanted)} is above ${limit}: ${depends ? 'without CAP_SYS_RESOURCE ' : ''}each worker keeps ${soft}`,
      mend: aboveAll
        ? `Raise fs.nr_open first: sysctl -w fs.nr_open=${wanted}`
        : `Have it raised where nginx is started: LimitNOFILE=${wanted}, or docker run --ulimit nofile=${wanted}:${wanted}`,
      place: directive.place,
      // It depends on the rights with which nginx is started, which are not known here.
      ...(depends && { severity: 'warning' as const }),
    };
  },
};
