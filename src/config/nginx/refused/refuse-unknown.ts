import { formatPlace, TidegateError } from '../../../lib/errors.js';
import { KnownNames } from '../../../lib/text/nearest-name.js';
import type { DirectiveRef, NginxConfig } from '../../../model/nginx.js';
import { DIRECTIVES } from '../reading/registry.js';
import { partOfVariable } from '../variables/refused-variables.js';
import { REFUSED } from './refused.js';

/** How many are named; a configuration for another module may have thousands. */
const NAMED = 50;

/**
 * Used for running a configuration, where unknown directives must not be skipped.
 * @throws TidegateError CONFIG_DIRECTIVE_UNKNOWN, or CONFIG_UNSUPPORTED for a variable, for the
 *   first thing that is not modelled, with the others
 */
export function refuseUnknown(config: NginxConfig): void {
  const [first, ...others] = config.unknown;
  if (!first) return;
  const near = nearMiss(first);
  const named = others.slice(0, NAMED - 1);
  const left = others.length - named.length;
  throw new TidegateError(
    first.name.startsWith('$') ? 'CONFIG_UNSUPPORTED' : 'CONFIG_DIRECTIVE_UNKNOWN',
    unsupported(first) + (others.length > 0 ? `; and ${others.length} more:` : ''),
    {
      place: first.place,
      said: [
        ...named.map((one) => `${formatPlace(one.place)}: ${unsupported(one)}`),
        ...(left > 0 ? [`and ${left} more`] : []),
      ],
      hint: near
        ? `Did you mean "${near}"?`
        : 'Remove it, or run this configuration in nginx itself.',
    },
  );
}

function unsupported(directive: DirectiveRef): string {
  const part = refusedPart(directive);
  const why = part === null ? '' : `: it belongs to ${part}, left out of the bundled proxy`;
  return `"${directive.name}" is not supported${why}`;
}

/** A known directive that differs by one or two letters, if there is one. */
export function nearMiss(directive: DirectiveRef): string | null {
  if (refusedPart(directive) !== null) return null;
  return NAMES.nearest(directive.name);
}

const NAMES = new KnownNames(DIRECTIVES.map(({ name }) => name));

/** What options of `listen` enable. */
const LISTEN_PARTS: Readonly<Record<string, string>> = {
  ssl: 'TLS',
  http2: 'HTTP/2 and HTTP/3',
  quic: 'HTTP/2 and HTTP/3',
  spdy: 'HTTP/2 and HTTP/3',
  proxy_protocol: 'the PROXY protocol',
  udp: 'UDP',
};

/** Other words that are no directives of their own. */
const OTHER_PARTS: readonly (readonly [RegExp, string])[] = [
  [/^proxy_pass to https$/, 'TLS'],
  [/^(?:listen|server|proxy_pass) (?:\w+:\/\/)?unix:/, 'unix sockets'],
  [/_bind transparent$/, 'transparent proxying'],
  [/^pattern /, 'what PCRE has and JavaScript has not'],
];

/** The part of nginx that a directive belongs to, if nginx knows it and the proxy refuses it. */
function refusedPart({ name }: DirectiveRef): string | null {
  if (name.startsWith('$')) return partOfVariable(name.slice(1));
  const option = /^listen (\w+)/.exec(name)?.[1] ?? '';
  if (Object.hasOwn(LISTEN_PARTS, option)) return LISTEN_PARTS[option] ?? null;
  return (
    REFUSED.find(({ names }) => names.includes(name))?.part ??
    OTHER_PARTS.find(([pattern]) => pattern.test(name))?.[1] ??
    null
  );
}
