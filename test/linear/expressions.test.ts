import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findExpressions } from './find-expressions.js';
import { notLinear } from './is-linear.js';

/** Functions that make an expression of a pattern, in addition to `RegExp`. */
const MAKERS = ['toRegExp', 'toLikeRegExp'];

/** Expressions that cannot be proven here, each with the reason why it is safe. */
const ALLOWED: Readonly<Record<string, string>> = {
  "config/nginx/values/regex.ts: new RegExp(fromPcre(pattern, lenient), ignoreCase ? 'i' : '')":
    "the user's own pattern, which runs as in nginx",
  'config/nginx/values/regex.ts: new RegExp(`${source}|`)': 'on an empty text',
  'config/nginx/cross-checks/cross-check-names.ts: toLikeRegExp(name.slice(1), true)':
    "the user's own pattern, only compiled",
  'config/nginx/values/regex.ts: toRegExp(written, ignoreCase)': "the user's own pattern",
  'config/nginx/directives/check-pattern.ts: toRegExp(pattern)':
    "the user's own pattern, only compiled",
  'config/nginx/values/values.ts: toLikeRegExp(pattern)': "the user's own pattern, only compiled",
  'config/nginx/variables/evaluate-map.ts: toLikeRegExp(pattern, ignoreCase)':
    "the user's own pattern",
  'config/nginx/topology/loops/find-location.ts: toLikeRegExp(pattern, ignoreCase)':
    "the user's own pattern, on a path of the same configuration",
  'config/nginx/topology/loops/rewrite-steps.ts: toLikeRegExp(pattern, ignoreCase)':
    "the user's own pattern, on a path of the same configuration",
  'config/nginx/topology/loops/server-names.ts: toLikeRegExp(written.slice(1), true)':
    "the user's own pattern, on a name of the same configuration",
  'config/nginx/lint/rules/health/health-match-too-wide.ts: toLikeRegExp(pattern, ignoreCase)':
    "the user's own pattern, on short samples",
  'config/nginx/variables/location-sample.ts: toRegExp(plain, true)':
    "the user's own pattern, on short samples",
  'proxy/variables/pattern.ts: toRegExp(asBytes(pattern), ignoreCase)': "the user's own pattern",
  "proxy/http/heads/uri.ts: new RegExp(ESCAPED, 'g')":
    'ESCAPED, which is proven, with another flag',
};

const expressions = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    findExpressions(readFileSync(join('src', file), 'utf8'), MAKERS).map((one) => ({
      file,
      ...one,
    })),
  );

test('every expression of ours runs in linear time', () => {
  const faults = expressions.flatMap(({ file, line, text, known }) => {
    if (Object.hasOwn(ALLOWED, `${file}: ${text}`)) return [];
    const why = known ? notLinear(known.pattern, known.flags) : 'unproven: made at run time';
    return why === null ? [] : [`src/${file}:${line} ${text} is ${why}`];
  });
  expect(faults).toEqual([]);
});

test('what is allowed is still there', () => {
  const there = new Set(expressions.map(({ file, text }) => `${file}: ${text}`));
  expect(Object.keys(ALLOWED).filter((one) => !there.has(one))).toEqual([]);
});
