import { listed } from '../../../lib/text/listed.js';
import { plural } from '../../../lib/units.js';
import type { Warning } from '../../../model/capacity.js';
import type { HaproxyConfig, RefusedCheck } from '../../../model/haproxy.js';
import type { DirectiveRef } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import { namesText } from '../../names-text.js';
import { unmodelledOf } from '../reading/unmodelled.js';
import { isName } from '../syntax/host-kinds.js';
import { nothingListens } from './frontends-elsewhere.js';
import { modeClashes } from './mode-clashes.js';

/** What the figures leave out or assume. */
export function warningsOfConfig(config: HaproxyConfig): Warning[] {
  return [
    ...byteOrderMark(config),
    ...openEnd(config),
    ...modeClashes(config),
    ...nothingListens(config),
    ...config.refusedChecks.map(willNotStart),
    ...firstOfEach(config.unset).map(({ name, place }) =>
      warning(
        'ENVIRONMENT_UNKNOWN',
        `the environment variable "${name}" is not set: what it says here${moreLines(config.unset, name, place)} is left out of the figures`,
        `Set it as for HAProxy: ${name}=VALUE tidegate ..., or setenv ${name} VALUE in global.`,
        place,
      ),
    ),
    ...config.unsure.map(({ name, isMet, place }) =>
      warning(
        'ENVIRONMENT_UNKNOWN',
        `"${name}" hangs on what is not known here: its lines are ${isMet ? 'read, those of its .elif and .else are not' : 'passed over'}`,
        'Set the variable as for HAProxy, or check by hand whether the other lines limit connections.',
        place,
      ),
    ),
    ...unmodelled(config),
    ...names(config),
  ];
}

function* unmodelled({ unknown }: HaproxyConfig): Iterable<Warning> {
  const { matters, others } = unmodelledOf(firstOfEach(unknown));
  for (const { name, effect, place } of matters) {
    yield warning(
      'UNMODELLED_DIRECTIVE',
      `"${name}" is not modelled; the figures do not know of it: ${effect}`,
      'Take it into account by hand.',
      place,
    );
  }
  const [first] = others;
  if (!first) return;
  const message = `ignored, because they are not known to limit connections: ${namesText(others)}`;
  const fix = 'Check by hand what they change.';
  yield { ...warning('UNMODELLED_DIRECTIVE', message, fix, first.place), severity: 'info' };
}

/** Lines that name a variable, except the first. */
function moreLines(all: readonly DirectiveRef[], name: string, first: Place): string {
  const lines = new Set(all.filter((one) => one.name === name).map(({ place }) => place.line));
  lines.delete(first.line);
  return lines.size === 0 ? '' : ` and on ${lines.size} more ${plural(lines.size, 'line')}`;
}

/** A keyword is reported once, however often it is written. */
export function firstOfEach(found: readonly DirectiveRef[]): readonly DirectiveRef[] {
  const byName = new Map<string, DirectiveRef>();
  for (const one of found) if (!byName.has(one.name)) byName.set(one.name, one);
  return [...byName.values()];
}

function byteOrderMark({ byteOrderMark: place }: HaproxyConfig): Warning[] {
  if (!place) return [];
  const message =
    'the file begins with a byte order mark, which HAProxy takes for a part of its first word: HAProxy does not start';
  const fix = 'Save it as UTF-8 without a byte order mark.';
  return [willNotStart({ message, fix, place })];
}

function openEnd({ openEnd: end }: HaproxyConfig): Warning[] {
  if (!end) return [];
  const { place, isRefused } = end;
  const message =
    'the last line does not end with a line feed: HAProxy 2.3 and later does not start';
  const found = willNotStart({ message, fix: 'End the file with a line feed.', place });
  if (isRefused) return [found];
  const { severity: _, ...warned } = found;
  return [warned];
}

function willNotStart({ message, fix, place }: RefusedCheck): Warning {
  return { ...warning('PROXY_WILL_NOT_START', message, fix, place), severity: 'error' };
}

/** One warning for all names, because configurations for containers have only names. */
function names({ backends }: HaproxyConfig): Warning[] {
  const servers = backends.flatMap((backend) => backend.servers);
  const named = servers.filter(({ host, slot }) => slot === null && isName(host));
  const distinct = [...new Set(named.map(({ host }) => host))];
  const [first] = named;
  if (!first) return [];
  const some = listed(
    distinct.map((name) => `"${name}"`),
    MOST_NAMES,
  );
  const local = distinct.includes('localhost');
  const one = distinct.length === 1;
  return [
    warning(
      'NAME_COUNTED_ONCE',
      `${some} ${one ? 'is a name' : 'are names'}: ${one ? 'it is' : 'each is'} counted as one destination, for HAProxy takes one of its addresses`,
      local
        ? 'Write 127.0.0.1 for localhost, which is ::1 too on most hosts; server-template takes several addresses of a name.'
        : 'Where a name has several addresses to be used, write server-template with their number.',
      first.place,
    ),
  ];
}

const MOST_NAMES = 4;

function warning(code: Warning['code'], message: string, fix: string, place: Place): Warning {
  return { code, message, fix, file: place.file, line: place.line };
}
