import type { NginxConfig } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import type { AssessedHop } from '../../lint/assessed-hop.js';
import { routesOf } from '../topology/routes.js';
import { templateText } from '../variables/evaluate-map.js';
import { placeKey } from './directive-index.js';
import type { AssessedPass } from './rule.js';

/** Each proxy_pass of a configuration with its hop; those without a hop of their own are left out. */
export function assessedPasses(config: NginxConfig, hops: readonly AssessedHop[]): AssessedPass[] {
  const byPlace = new Map(
    hops.flatMap((assessed) => {
      const { place } = assessed.hop;
      return place ? [[keyOf(place, assessed.hop.name), assessed] as const] : [];
    }),
  );
  return routesOf(config).flatMap(({ passes, maps, splits }) =>
    passes.flatMap((pass) => {
      const found = byPlace.get(keyOf(pass.place, templateText(pass.target)));
      return found ? [{ ...found, pass, maps, splits }] : [];
    }),
  );
}

/** One proxy_pass may lead to several places through its variable. */
function keyOf(place: Place, name: string): string {
  return `${placeKey(place)} ${name}`;
}

/** Connections that a limit of the pass's hop allows; null = no limit, or not known. */
export function limitOf({ capacity }: AssessedHop, id: string): number | null {
  return capacity.limits.find((limit) => limit.id === id)?.max ?? null;
}
