import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../../../dist/backend/main.js', import.meta.url));

/** Starts Tidegate's own backend server, which answers streams, uploads and tunnels. */
export async function startBundledServer({ name, address, port }) {
  const options = { name, listen: { address, port }, fault: null, engine: 'auto' };
  const child = spawn(process.execPath, [ENTRY, JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const exited = once(child, 'exit');
  await Promise.race([
    once(child, 'message'),
    exited.then(([code]) => {
      throw new Error(`the bundled backend server ended with ${code}`);
    }),
  ]);
  return {
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
