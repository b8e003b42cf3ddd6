/**
 * Compares the output of a run with what it must find.
 * @param expect see scenarios/broken/deployments.mjs
 * @param said code, text (standard output and error), result (null = none was saved), url
 * @returns got (exit code and failed checks), why (each thing that is not as expected)
 */
export function judge(expect, { code, text, result, url }) {
  const failed = checksThat(result, 'fail');
  const why = [];
  const exits = [expect.exit].flat();
  if (!exits.includes(code)) why.push(`exit ${code}, not ${exits.join(' or ')}`);
  for (const id of expect.fails ?? []) {
    if (!failed.includes(id)) why.push(`${id} does not fail`);
  }
  const some = expect.failsOneOf ?? [];
  if (some.length > 0 && !some.some((id) => failed.includes(id))) {
    why.push(`none of ${some.join(', ')} fails`);
  }
  for (const id of expect.spares ?? []) {
    if (failed.includes(id)) why.push(`${id} fails`);
  }
  const oneLine = text.replace(/\s+/g, ' ');
  for (const pattern of expect.says ?? []) {
    if (!matches(pattern, text, oneLine, url)) why.push(`does not say ${pattern}`);
  }
  return { got: gotOf(code, failed), why };
}

/**
 * In words, for a table.
 * @param {import('../../scenarios/broken/deployments.mjs').Expectation} expect
 */
export function expectedOf({ exit, fails = [], failsOneOf = [] }) {
  const some = failsOneOf.length > 0 ? [failsOneOf.join(' or ')] : [];
  return [`exit ${[exit].flat().join(' or ')}`, ...fails, ...some].join(', ');
}

/** A line may be wrapped anywhere; `{url}` stands for the deployment's own. */
function matches(pattern, text, oneLine, url) {
  const known = new RegExp(pattern.source.replaceAll('{url}', url), pattern.flags);
  return known.test(text) || known.test(oneLine);
}

function checksThat(result, status) {
  return (result?.checks ?? []).filter((check) => check.status === status).map(({ id }) => id);
}

function gotOf(code, failed) {
  return [`exit ${code}`, ...failed].join(', ');
}
