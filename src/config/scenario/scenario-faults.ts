import { formatEndpoint } from '../../lib/address/origin.js';
import type { Scenario } from '../../model/scenario.js';
import { type Fault, scoreFault } from './score-file.js';
import type { Vocabulary } from './vocabulary.js';

/** The first contradiction between values that are each valid; null = there is none. */
export function scenarioFault(scenario: Scenario, vocabulary: Vocabulary): Fault | null {
  const needs = scenario.plays === null ? [] : (vocabulary.kinds[scenario.plays]?.needs ?? []);
  if (needs.includes('maintenance') && !scenario.maintenance) {
    return {
      path: ['maintenance'],
      message: 'maintenance is missing',
      hint: `A scenario that plays ${scenario.plays} needs a backend to take out: add maintenance with its backend, file, page and health.`,
    };
  }
  return (
    backendFault(scenario) ??
    (scenario.maintenance ? flipFault(scenario) : null) ??
    scoreFault(scenario, vocabulary)
  );
}

function backendFault({ topology: { backends } }: Scenario): Fault | null {
  return (
    twinFault(
      'name',
      'a name',
      backends.map(({ name }) => `"${name}"`),
    ) ??
    twinFault(
      'server',
      'an address:port',
      backends.map(({ server }) => formatEndpoint(server)),
    )
  );
}

/** The second backend with the same value of a key whose values must differ. */
function twinFault(key: 'name' | 'server', noun: string, values: readonly string[]): Fault | null {
  const twin = values.findIndex((value, at) => values.indexOf(value) < at);
  if (twin < 0) return null;
  return {
    path: ['topology', 'backends', twin, key],
    message: `topology.backends.${twin}.${key} is ${values[twin]}, like that of another one`,
    hint: `Give each backend ${noun} of its own.`,
  };
}

/** A flip needs a frontend that detects it, and a second backend that keeps serving. */
function flipFault({ topology, maintenance }: Scenario): Fault | null {
  const { backends, frontend } = topology;
  if (frontend === null) {
    return {
      path: ['topology'],
      message: 'topology.frontend is missing',
      hint: 'Maintenance needs a frontend proxy that leaves the backend alone: add its config.',
    };
  }
  if (backends.length < 2) {
    return {
      path: ['topology', 'backends'],
      message: `topology.backends has ${backends.length}`,
      hint: 'Maintenance needs at least two backends, so that one can be taken out.',
    };
  }
  const bare = backends.findIndex(({ proxy }) => proxy === null);
  if (bare >= 0) {
    return {
      path: ['topology', 'backends', bare],
      message: `topology.backends.${bare}.config is missing`,
      hint: 'Maintenance is switched in the backend proxy: add its config.',
    };
  }
  if (backends.some(({ name }) => name === maintenance?.backend)) return null;
  return {
    path: ['maintenance', 'backend'],
    message: `maintenance.backend is "${maintenance?.backend}", but no backend of the topology has this name`,
    hint: `Name one of: ${backends.map(({ name }) => name).join(', ')}.`,
  };
}
