import { jsonText, linesText } from '../lib/text/printable.js';
import type { MaintenanceState, UpReport } from '../model/up.js';

/** Where the chain is, and what to type in another terminal; never wrapped, because it is copied. */
export function renderUpText({ state, scenario, tidegate }: UpReport): string {
  const backends = state.backends.flatMap((backend) => [
    `  backend ${backend.name}     ${backend.url}`,
    `    maintenance ${backend.maintenanceFile}`,
  ]);
  const flip = [
    `  ${tidegate} maintenance on        takes backend ${state.drains} out`,
    `  ${tidegate} bench ${state.url}`,
    `  ${tidegate} run ${scenario} \\`,
    `    --url ${state.url} \\`,
    `    --backend-url ${state.backends.map((backend) => backend.url).join(' ')} \\`,
    `    --maintenance-on '${tidegate} maintenance on' \\`,
    `    --maintenance-off '${tidegate} maintenance off'`,
  ];
  const plain = [
    `  ${tidegate} bench ${state.url}`,
    `  ${tidegate} run ${scenario} --url ${state.url}`,
  ];
  return linesText([
    `The chain "${state.scenario}" is up; Ctrl-C ends it.`,
    `  ${state.drains === null ? 'entry   ' : 'frontend'}      ${state.url}`,
    ...backends,
    '',
    'From another terminal:',
    ...(state.drains === null ? plain : flip),
  ]);
}

export function renderUpJson({ state }: UpReport): string {
  return jsonText(state);
}

/** One line for each backend, also for scripts. */
export function renderMaintenanceText(states: readonly MaintenanceState[]): string {
  const lines = states.map(({ backend, maintenance }) => {
    return `backend ${backend}: maintenance ${maintenance ? 'on' : 'off'}`;
  });
  return linesText(lines);
}
