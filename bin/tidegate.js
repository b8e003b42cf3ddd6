#!/usr/bin/env node
try {
  const { hideTitle } = await import('../dist/cli/hide-title.js');
  hideTitle(process);
  const { endOnFault } = await import('../dist/cli/faults.js');
  endOnFault(process);
} catch (error) {
  if (error.code !== 'EMFILE') throw error;
  const what = 'the limit of open files is too low to load Tidegate: it needs 72';
  process.stderr.write(`tidegate: ${what} [DESCRIPTORS_TOO_FEW]\n  Raise it: ulimit -n 72\n`);
  process.exit(2);
}
// Imported here, so that a module that cannot be read is handled as a fault too.
const { main } = await import('../dist/cli/main.js');
await main(process);
