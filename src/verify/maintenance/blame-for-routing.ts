import type { Evidence } from '../evidence.js';
import type { MaintenanceEvidence } from './maintenance-evidence.js';

/**
 * The box that sent new work to the drained backend, or took none back. The frontend, if the
 * backend's health URI said what it should; else the backend that did not say it.
 */
export function blameForRouting({ ledger }: Evidence, { drained }: MaintenanceEvidence): string {
  const shown = ledger.probes.some(
    ({ backend, verdict }) => backend === drained && verdict === 'maintenance',
  );
  return shown ? 'frontend' : `backend proxy ${drained}: its maintenance page was never seen`;
}
