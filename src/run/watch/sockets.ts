import { openSocketDiag } from '../../host/sockets/socket-diag.js';
import { maintenanceOf } from '../maintenance/in-hand.js';
import type { Play } from '../play.js';
import { SocketWatcher } from './socket-watcher.js';
import type { RunningWatch } from './watch.js';

/** Watches the sockets between the frontend and the drained backend, as the kernel reports them. */
export async function watchSockets(run: Play): Promise<RunningWatch | null> {
  const diag = await openSocketDiag();
  if (!diag) return null;
  const { recorder } = run;
  const { drained } = maintenanceOf(run).maintenance;
  const watcher = new SocketWatcher(diag, drained.origin, () => recorder.now());
  watcher.start();
  return {
    look: () => watcher.look(),
    stop: () => {
      watcher.stop();
      recorder.sockets = watcher.result();
    },
  };
}
