#!/usr/bin/env node
import { endOnFault } from '../dist/cli/faults.js';

endOnFault(process);
// Only now: a module that cannot be read is a fault too.
const { main } = await import('../dist/cli/main.js');
await main(process);
