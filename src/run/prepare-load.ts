import { thisHost } from '../host/facts/host.js';
import { readFacts } from '../host/facts/read-facts.js';
import { expandPorts } from '../lib/ports.js';
import type { EngineChoice } from '../model/engine.js';
import type { HostFacts } from '../model/facts.js';
import type { LoadSpec, Scenario, SessionKind } from '../model/scenario.js';
import { planConnections } from '../plan/connections.js';
import { countWorkers, type LoadPlan, type WatchPlan } from '../plan/load-plan.js';
import { whyUnfit } from '../plan/sources.js';
import type { Ground } from './targets/ground.js';
import type { Target } from './targets/target.js';

/** The load as it will run, and what was changed for this deployment and host. */
export interface PreparedLoad {
  readonly plan: LoadPlan;
  readonly workers: number;
  readonly facts: HostFacts;
  /** The changes in words, for the report. */
  readonly notes: readonly string[];
}

/** Linux's default, used if the host does not tell its range. */
const DEFAULT_PORTS = [32_768, 60_999] as const;
const DEFAULT_NOFILE = 1024;
const SEED = 1;
/** Session kinds that any web server can answer. The others need the bundled backend server. */
const UNIVERSAL: readonly SessionKind[] = ['idle', 'periodic'];

/**
 * New clients a second, as a share of the load within these limits; also the number of connections
 * that race a close.
 */
const VISITS = { share: 0.02, least: 10, most: 100 };
const RACERS = { share: 0.05, least: 2, most: 10 };
const NO_NEWCOMERS: WatchPlan = { visitsPerSecond: 0, racers: 0 };

export interface LoadTerms {
  readonly engine: EngineChoice;
  /** The run's time zero on the monotonic clock. */
  readonly originMs: number;
  /** How much longer than its own length a request may take. */
  readonly patienceMs: number;
  /** Whether new clients come beside the load. */
  readonly newcomers: boolean;
}

/** @throws TidegateError NOFILE_TOO_LOW, and those of planConnections */
export function prepareLoad(ground: Ground, terms: LoadTerms): PreparedLoad {
  const { scenario, target } = ground;
  const { engine, originMs, patienceMs } = terms;
  const facts = readFacts(thisHost());
  const notes: string[] = [];
  const load = fitSources(fitMix(scenario, target, notes), target, facts, notes);
  const ports = {
    range: facts.portRange ?? DEFAULT_PORTS,
    except: [...expandPorts(facts.reservedPorts ?? ''), ...(facts.portsInUse ?? [])],
  };
  // The workers make the same plan. Planning it here refuses an impossible plan before a worker
  // starts.
  planConnections(load, ports);
  const nofile = facts.nofile?.hard ?? facts.nofile?.soft ?? DEFAULT_NOFILE;
  return {
    facts,
    notes,
    workers: countWorkers(load.connections, nofile),
    plan: {
      origin: target.entry,
      load,
      ports,
      seed: SEED,
      engine,
      originMs,
      backendHeader: target.backendHeader,
      headerFields: target.headerFields,
      patienceMs,
      watch: terms.newcomers ? watchFor(load.connections) : NO_NEWCOMERS,
      reconnect: true,
    },
  };
}

/**
 * Leaves out the connections beside the load if the topology has no room for them, because the load
 * itself may use the predicted limit up to the last connection.
 * @param max what fits end to end; null = no limit known
 */
export function leaveRoom(load: PreparedLoad, max: number | null): PreparedLoad {
  const { watch, load: spec } = load.plan;
  const beside = watch.racers + watch.visitsPerSecond;
  if (max === null || spec.connections + beside <= max) return load;
  const note = `no new clients were opened beside the load: ${max} connections fit`;
  return {
    ...load,
    plan: { ...load.plan, watch: NO_NEWCOMERS },
    notes: [...load.notes, note],
  };
}

function watchFor(connections: number): WatchPlan {
  const within = ({ share, least, most }: typeof VISITS): number =>
    Math.round(Math.min(most, Math.max(least, connections * share)));
  return { visitsPerSecond: within(VISITS), racers: within(RACERS) };
}

/** Leaves out the kinds that the deployment's backend cannot serve. */
function fitMix(scenario: Scenario, target: Target, notes: string[]): LoadSpec {
  const { load } = scenario;
  if (target.speaksTidegate) return load;
  const mix = load.mix.filter(({ session }) => UNIVERSAL.includes(session.kind));
  const left = load.mix.filter(({ session }) => !UNIVERSAL.includes(session.kind));
  if (left.length === 0) return load;
  notes.push(
    `only ${UNIVERSAL.join(' and ')} connections: the deployment has no Tidegate backend server, which ${left.map(({ session }) => session.kind).join(', ')} need`,
  );
  return { ...load, mix: mix.length > 0 ? mix : [{ share: 1, session: { kind: 'idle' } }] };
}

/**
 * If connections cannot be opened from the scenario's source addresses, the kernel chooses the
 * source.
 */
function fitSources(load: LoadSpec, target: Target, facts: HostFacts, notes: string[]): LoadSpec {
  if (load.sources === null) return load;
  const why = whyUnfit(load.sources, target.entry, facts.platform);
  if (why === null) return load;
  notes.push(`the kernel chooses the sources instead of ${load.sources}: ${why}`);
  return { ...load, sources: null, bind: 'late' };
}
