import type { Vocabulary } from '../../config/scenario/vocabulary.js';
import { PROXIES } from '../boxes/registry.js';
import { PHASES } from '../phases/registry.js';
import { SCENARIOS } from './registry.js';

/** The names that a scenario file may use: the entries of the registries. */
export const VOCABULARY: Vocabulary = {
  phases: PHASES,
  kinds: SCENARIOS,
  proxies: Object.keys(PROXIES),
};
