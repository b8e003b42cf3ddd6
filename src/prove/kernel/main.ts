/** The process inside the private network namespace: see namespace.ts. */
import { endWithParent } from '../../net/worker-process.js';
import { cliffTimes } from './cliff-times.js';
import { count } from './count.js';
import { mapCount } from './map-count.js';
import { serveTasks } from './serve-tasks.js';

endWithParent();
serveTasks({ count, map: mapCount, cliff: cliffTimes });
