import type { Location, ProxySettings, Template } from '../../../../model/nginx.js';
import { evaluate, type Visit } from './evaluate.js';
import type { LocationFinder } from './find-location.js';
import { runSteps } from './rewrite-steps.js';

/** The pass that a request reaches. */
export interface PassMet {
  readonly location: Location;
  readonly proxy: ProxySettings;
}

/** nginx ends a request with 500 after more internal redirects. */
const MOST_REDIRECTS = 10;

/** The next step of a request within its server. */
type Step =
  | { readonly kind: 'pass'; readonly met: PassMet }
  /** To the location of its path. */
  | { readonly kind: 'search' }
  | { readonly kind: 'location'; readonly location: Location }
  | { readonly kind: 'end' };

const SEARCH: Step = { kind: 'search' };
const END: Step = { kind: 'end' };

/**
 * The pass that a request reaches through a server's rewriting, locations, try_files and error
 * pages. Null = it is answered here, or that depends on something unknown.
 */
export function passIn(visit: Visit, locations: LocationFinder): PassMet | null {
  const { server } = visit;
  const before = runSteps(server.rewrite, visit);
  if (before === 'end' || before === 'unknown') return null;
  const way = { internal: false, onErrorPage: false };
  let step: Step = SEARCH;
  for (let turn = 0; turn <= MOST_REDIRECTS; turn += 1) {
    const found: Location | null =
      step.kind === 'location' ? step.location : (locations.find(visit.path) ?? server.otherwise);
    if (step.kind === 'search' && found.internal && !way.internal) return null;
    step = atLocation(found, visit, locations, way);
    if (step.kind === 'pass') return step.met;
    if (step.kind === 'end') return null;
    way.internal = true;
  }
  return null;
}

function atLocation(
  location: Location,
  visit: Visit,
  locations: LocationFinder,
  way: { onErrorPage: boolean },
): Step {
  const { path } = visit;
  const outcome = runSteps(location.rewrite, visit);
  if (outcome === 'end' || outcome === 'unknown') return END;
  if (outcome === 'last' || (outcome === 'on' && visit.path !== path)) return SEARCH;
  const missing = (): Step => {
    if (way.onErrorPage) return END;
    way.onErrorPage = true;
    const page = location.errorPages.find(({ statuses }) => statuses.includes(404));
    return page ? ledTo(page.uri, visit, locations) : END;
  };
  const fallback = location.tryFiles?.fallback;
  if (fallback?.kind === 'status') return fallback.status === 404 ? missing() : END;
  if (fallback) {
    const to = fallback.kind === 'named' ? [fallback.name] : fallback.uri;
    return ledTo(to, visit, locations);
  }
  if (location.proxy) return { kind: 'pass', met: { location, proxy: location.proxy } };
  return location.otherPasses.length > 0 ? END : missing();
}

/** By an internal redirect, to a named location or to a path. */
function ledTo(to: Template, visit: Visit, locations: LocationFinder): Step {
  const text = evaluate(to, visit);
  if (text?.startsWith('@')) {
    const location = locations.named(text);
    return location ? { kind: 'location', location } : END;
  }
  if (!text?.startsWith('/')) return END;
  visit.path = text.replace(/\?.*$/s, '');
  return SEARCH;
}
