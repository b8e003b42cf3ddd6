import type { Proof } from './proof.js';
import { applications } from './proofs/applications.js';
import { blame } from './proofs/blame.js';
import { changedAnswers } from './proofs/changed-answers.js';
import { clients } from './proofs/clients.js';
import { closes } from './proofs/closes.js';
import { gone } from './proofs/gone.js';
import { latency } from './proofs/latency.js';
import { meeting } from './proofs/meeting.js';
import { returns } from './proofs/returns.js';
import { unanswered } from './proofs/unanswered.js';

/**
 * Each deployment does what its description says: proven with plain clients, without any of
 * Tidegate's own code, so that a wrong verdict is never the deployment's fault.
 */
export const PROOFS: Readonly<Record<string, Proof>> = {
  ...applications,
  ...blame,
  ...changedAnswers,
  ...clients,
  ...closes,
  ...gone,
  ...latency,
  ...meeting,
  ...returns,
  ...unanswered,
};
