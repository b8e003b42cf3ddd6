import { groupBy } from '../../../lib/group-by.js';
import { ACCEPTED } from '../directives/accepted.js';
import { ACCESS_LOG } from '../directives/access-log.js';
import { BALANCING } from '../directives/balancing.js';
import { ERROR_LOG } from '../directives/error-log.js';
import { HEALTH } from '../directives/health.js';
import { LOCATION } from '../directives/location.js';
import { MAIN } from '../directives/main.js';
import { MAP } from '../directives/map.js';
import { OTHER_PASSES } from '../directives/other-passes.js';
import { PROXY } from '../directives/proxy.js';
import { PROXY_ANSWER } from '../directives/proxy-answer.js';
import { REWRITE } from '../directives/rewrite.js';
import { SERVER } from '../directives/server.js';
import { STREAM } from '../directives/stream.js';
import { STREAM_HEALTH } from '../directives/stream-health.js';
import { UPSTREAM } from '../directives/upstream.js';
import type { Context } from '../drafts/drafts.js';
import type { AnyEntry } from '../drafts/entry.js';

/** Every directive that is read. Parsing, checks and documentation use this list. */
export const DIRECTIVES: readonly AnyEntry[] = [
  ...MAIN,
  ...ERROR_LOG,
  ...ACCESS_LOG,
  ...SERVER,
  ...LOCATION,
  ...REWRITE,
  ...PROXY,
  ...PROXY_ANSWER,
  ...OTHER_PASSES,
  ...UPSTREAM,
  ...BALANCING,
  ...MAP,
  ...HEALTH,
  ...STREAM,
  ...STREAM_HEALTH,
  ...ACCEPTED,
];

const byName = groupBy(DIRECTIVES, ({ name }) => name);

/** The entries with that name, each with its own contexts; none = unknown. */
export function entriesNamed(name: string): readonly AnyEntry[] {
  return byName.get(name) ?? [];
}

export function entryFor(name: string, context: Context): AnyEntry | undefined {
  return entriesNamed(name).find((entry) => entry.contexts.includes(context));
}
