import type * as v from 'valibot';
import type { Fault } from './score-file.js';

type Issues = readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]];

/** What valibot calls the values that it does not show. */
const RECEIVED: Readonly<Record<string, string>> = { Object: 'a block of keys', Array: 'a list' };

/** A file that is a list. To valibot that is an object, too, with 0 as its first key. */
export const LIST_FAULT: Fault = notKeys([], 'the scenario is a list');

/** The value that the schema refuses, in words; of several, the one that explains most. */
export function schemaFault(issues: Issues): Fault {
  // An unknown key is often the missing key, misspelt.
  const unknown = issues.find(({ expected }) => expected === 'never');
  const issue = unknown ?? issues[0];
  const path = keysOf(issue);
  const where = path.join('.') || 'the scenario';
  if (path.length === 0 && issue.received === 'null') {
    return {
      path,
      message: 'the scenario file is empty',
      hint: 'Write one; the shipped scenario, scenarios/maintenance/scenario.yaml, is a start.',
    };
  }
  if (unknown) {
    const missing = missingBeside(path, issues);
    const hint =
      missing === null
        ? 'Remove it, or see the shipped scenario for the names there are.'
        : `Did you mean ${missing}, which is missing?`;
    return { path, message: `${where} is not known`, hint };
  }
  const isWordless = issue.message.startsWith('Invalid');
  if (issue.received === 'undefined') {
    const what = isWordless ? '' : `, ${issue.message}`;
    return { path, message: `${where} is missing`, hint: `Add ${where}${what}.` };
  }
  const message = `${where} is ${RECEIVED[issue.received] ?? issue.received}`;
  if (issue.expected === 'Object') return notKeys(path, message);
  return { path, message, hint: `It must be ${isWordless ? issue.expected : issue.message}.` };
}

function notKeys(path: Fault['path'], message: string): Fault {
  return { path, message, hint: 'It must be keys with values, as in the shipped scenario.' };
}

/** A key that the same block lacks; null = it lacks none. */
function missingBeside(path: Fault['path'], issues: Issues): string | null {
  const block = path.slice(0, -1).join('.');
  for (const issue of issues) {
    const keys = keysOf(issue);
    if (issue.received !== 'undefined' || keys.slice(0, -1).join('.') !== block) continue;
    return keys.join('.');
  }
  return null;
}

function keysOf({ path }: v.BaseIssue<unknown>): (string | number)[] {
  return (path ?? []).map((item) => item.key as string | number);
}
