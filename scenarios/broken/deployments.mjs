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
 * What a run must find.
 * @typedef {object} Expectation
 * @property {number | number[]} exit the exit code, or several that are right
 * @property {string[]} [fails] checks that must fail
 * @property {string[]} [failsOneOf] one of these checks must fail
 * @property {string[]} [spares] checks that must not fail
 * @property {RegExp[]} [says] what the output must hold; `{url}` stands for the entry's address
 */

/**
 * One deployment, and how `tidegate run` is run against it.
 * @typedef {object} Deployment
 * @property {string} name
 * @property {string} is `wrong: ...` what is wrong with it, or `right: ...` what it does
 * @property {import('./parts/deployment.mjs').Made} made what is started
 * @property {Expectation} expect
 * @property {string[]} [flags] further options of the run, or others instead of the usual ones
 * @property {string[]} [drops] usual options that are left out
 * @property {string} [on] the command for maintenance on instead of the usual one; `{a}` and `{b}`
 *   are the files whose existence is the maintenance of a and b
 * @property {string} [off] the command for maintenance off, likewise
 * @property {string} [url] path that follows the entry's address in --url
 * @property {string[]} [needs] programs of the host, haproxy or nginx
 * @property {boolean} [often] run by `npm test` as well, and not only by `npm run verifier`
 */

/** @type {Record<string, Deployment[]>} */
export const KINDS = {
  'Requests that are never answered': unanswered,
  'Answers that are not what they were': changedAnswers,
  'Ordinary applications': applications,
  'Answers that come late': latency,
  'The return': returns,
  'What is left at the drained backend': gone,
  'What only clients see': clients,
  'Connections that are closed': closes,
  'Which backend it was': blame,
  'Before the first connection': meeting,
};

export const DEPLOYMENTS = Object.values(KINDS).flat();
