import type { CheckId, CheckResult } from '../../model/run-result.js';
import type { Evidence } from '../evidence.js';
import type { Finding } from '../finding.js';
import { allGone } from '../maintenance/all-gone.js';
import { flipVisible } from '../maintenance/flip-visible.js';
import { inFlightFinishes } from '../maintenance/in-flight-finishes.js';
import { lastNewRequest } from '../maintenance/last-new-request.js';
import { noFlap } from '../maintenance/no-flap.js';
import { comesBack } from '../maintenance/return.js';
import { statusAndBody } from '../maintenance/status-and-body.js';
import { asBefore } from './as-before.js';
import { atMostOnce } from './at-most-once.js';
import { completeResponse } from './complete-response.js';
import { idleClose } from './idle-close.js';
import { latency } from './latency.js';
import { resetAudit } from './reset-audit.js';
import { stream } from './stream.js';
import { testerHealthy } from './tester-healthy.js';
import { tunnel } from './tunnel.js';
import { upload } from './upload.js';

/** Judges one thing by the evidence; without evidence it skips, it never passes. */
export type Check = (evidence: Evidence) => Finding;

/** Every check, in the order of a report; a new one is a file and a line here. */
export const CHECKS = {
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
} satisfies Record<CheckId, Check>;

export function runChecks(evidence: Evidence): CheckResult[] {
  const checks = Object.entries(CHECKS) as [CheckId, Check][];
  return checks.map(([id, judge]) => ({ id, ...judge(evidence) }));
}
