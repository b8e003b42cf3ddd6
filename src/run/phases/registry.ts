import { command } from './command.js';
import { drain } from './drain.js';
import { flip } from './flip.js';
import { hold } from './hold.js';
import type { Phase } from './phase.js';
import { pulse } from './pulse.js';
import { ramp } from './ramp.js';
import { release } from './release.js';
import { comeBack } from './return.js';
import { settle } from './settle.js';

/** Every phase by its name in a score. A new phase is a new file and a line here. */
export const PHASES = {
  ramp,
  hold,
  flip,
  drain,
  settle,
  return: comeBack,
  command,
  pulse,
  release,
} satisfies Record<string, Phase>;
