import { join } from 'node:path';
import type { NginxConfig } from '../../model/nginx.js';
import type { MaintenanceSpec } from '../../model/scenario.js';
import type { ServerBox } from '../boxes/box-kind.js';
import { PROXIES } from '../boxes/registry.js';
import type { ChainBackend } from '../targets/chain-backend.js';
import type { Stage } from '../targets/stage.js';
import { healthTiming, rootOf } from '../targets/topology.js';
import { fileFlip } from './flip.js';
import { type DeployedBackend, Maintenance } from './maintenance.js';

/**
 * How a backend of the bundled chain is taken out: by a file in its proxy's root. Null = the
 * scenario has no maintenance.
 */
export function chainMaintenance(
  stage: Stage,
  frontend: NginxConfig,
  backends: readonly ChainBackend[],
  servers: readonly ServerBox[],
): Maintenance | null {
  const { maintenance: spec, topology } = stage.scenario;
  if (!spec) return null;
  const deployed = backends.map((backend) => deploy(stage, spec, backend));
  const at = deployed.findIndex(({ name }) => name === spec.backend);
  const drained = deployed[at];
  // The reader of scenario files has checked that the backend exists.
  if (!drained) throw new Error(`no backend is called ${spec.backend}`);
  return new Maintenance({
    backends: deployed,
    drained,
    flip: fileFlip(drained.maintenanceFile ?? '', spec.page),
    health: healthTiming(frontend),
    page: spec.page,
    pageTold: true,
    reportsTransitions: PROXIES[topology.frontend?.box ?? '']?.tellsPeers ?? false,
    promises: { rise: true, wait: true },
    announce: (on) => servers[at]?.maintenance(on),
  });
}

function deploy(
  stage: Stage,
  spec: MaintenanceSpec,
  { spec: { name }, config, origin }: ChainBackend,
): DeployedBackend {
  const root = config ? join(stage.prefix(`backend-${name}`), rootOf(config)) : '';
  return {
    name,
    origin,
    healthPath: spec.healthUri,
    healthFields: '',
    healthTalks: true,
    maintenanceFile: join(root, spec.file),
  };
}
