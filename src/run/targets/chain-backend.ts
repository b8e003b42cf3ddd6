import { plainOrigin } from '../../lib/address/origin.js';
import type { NginxConfig } from '../../model/nginx.js';
import type { Origin } from '../../model/origin.js';
import type { ScenarioBackend } from '../../model/scenario.js';
import { readConfigFile } from './read-config.js';
import type { Stage } from './stage.js';
import { listenOf } from './topology.js';

/** A backend of the chain: the address that the frontend (or a client) connects to. */
export interface ChainBackend {
  readonly spec: ScenarioBackend;
  /**
   * The backend proxy's configuration; null = there is no backend proxy, and the server is
   * connected to directly.
   */
  readonly config: NginxConfig | null;
  readonly origin: Origin;
}

/** @throws TidegateError of the configuration reader, CHAIN_LISTEN_MISSING */
export function readBackend(stage: Stage, spec: ScenarioBackend): ChainBackend {
  const config = spec.proxy && readConfigFile(stage.config(spec.proxy.config));
  return { spec, config, origin: plainOrigin(config ? listenOf(config) : spec.server) };
}
