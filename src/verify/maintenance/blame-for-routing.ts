import type { Evidence } from '../evidence.js';
import type { MaintenanceEvidence } from './maintenance-evidence.js';

/**
 * The box that sent new work to the drained backend, or sent none after its return. It is the
 * frontend if the backend's health URI gave the right answers; otherwise the backend.
 */
export function blameForRouting({ ledger }: Evidence, { drained }: MaintenanceEvidence): string {
  const shown = ledger.probes.some(
    ({ backend, verdict }) => backend === drained && verdict === 'maintenance',
  );
  return shown ? 'frontend' : `backend proxy ${drained}: its maintenance page was never seen`;
}
