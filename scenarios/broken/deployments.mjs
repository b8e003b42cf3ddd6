import { applications } from './kinds/applications.mjs';
import { blame } from './kinds/blame.mjs';
import { changedAnswers } from './kinds/changed-answers.mjs';
import { clients } from './kinds/clients.mjs';
import { closes } from './kinds/closes.mjs';
import { gone } from './kinds/gone.mjs';
import { latency } from './kinds/latency.mjs';
import { meeting } from './kinds/meeting.mjs';
import { returns } from './kinds/returns.mjs';
import { unanswered } from './kinds/unanswered.mjs';

/**
 * Every deployment, and what `tidegate run` must find in it.
 *
 * - `name`, and `is`: what is wrong with it, or why it is right.
 * - `made`: what is started (parts/deployment.mjs).
 * - `flags`: further options of the run; `drops`: options of every run that are left out.
 * - `on`: the maintenance command instead of the usual one; `{a}` is the file that is a's page.
 * - `expect`: `exit` (a code, or several that are right); `fails` (checks that must fail); `failsOneOf`
 *   (one of these must); `spares` (checks that must not fail); `says` (patterns of the output).
 * - `slow`: left out of the tests that run on every change.
 */
export const DEPLOYMENTS = [
  ...unanswered,
  ...changedAnswers,
  ...applications,
  ...latency,
  ...returns,
  ...gone,
  ...clients,
  ...closes,
  ...blame,
  ...meeting,
];
