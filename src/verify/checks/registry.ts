import type { CheckId, CheckResult } from '../../model/run-result.js';
import type { Evidence } from '../evidence.js';
import { allGone } from '../maintenance/all-gone.js';
import { flipVisible } from '../maintenance/flip-visible.js';
import { inFlightFinishes } from '../maintenance/in-flight-finishes.js';
import { lastNewRequest } from '../maintenance/last-new-request.js';
import { noFlap } from '../maintenance/no-flap.js';
import { comesBack } from '../maintenance/return.js';
import { statusAndBody } from '../maintenance/status-and-body.js';
import { allEstablished } from './all-established.js';
import { asBefore } from './as-before.js';
import { atMostOnce } from './at-most-once.js';
import type { Check, Need } from './check.js';
import { completeResponse } from './complete-response.js';
import { heldAlive } from './held-alive.js';
import { idleClose } from './idle-close.js';
import { latency } from './latency.js';
import { resetAudit } from './reset-audit.js';
import { stream } from './stream.js';
import { testerHealthy } from './tester-healthy.js';
import { tunnel } from './tunnel.js';
import { upload } from './upload.js';

/** Every check, in the order of a report. A new check is a new file and a line here. */
export const CHECKS: Readonly<Record<CheckId, Check>> = {
  'all-established': allEstablished,
  'held-alive': heldAlive,
  'flip-visible': flipVisible,
  'status-and-body': statusAndBody,
  'last-new-request': lastNewRequest,
  'complete-response': completeResponse,
  'as-before': asBefore,
  latency,
  'in-flight-finishes': inFlightFinishes,
  'at-most-once': atMostOnce,
  'idle-close': idleClose,
  'reset-audit': resetAudit,
  upload,
  stream,
  tunnel,
  'all-gone': allGone,
  'no-flap': noFlap,
  return: comesBack,
  'tester-healthy': testerHealthy,
};

export const CHECK_IDS = Object.keys(CHECKS) as readonly CheckId[];

/** The checks that can be judged in a run with this evidence. */
export function checksWith(given: ReadonlySet<Need>): CheckId[] {
  return CHECK_IDS.filter((id) => CHECKS[id].needs.every((need) => given.has(need)));
}

/** @param ids of the checks that apply, in any order */
export function runChecks(evidence: Evidence, ids: readonly CheckId[]): CheckResult[] {
  return CHECK_IDS.filter((id) => ids.includes(id)).map((id) => ({
    id,
    ...CHECKS[id].judge(evidence),
  }));
}
