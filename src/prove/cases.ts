import type { ProveCase } from '../model/prove.js';

const PLAIN: Omit<ProveCase, 'name'> = {
  portRange: [50_000, 50_099],
  sources: 1,
  destinations: 1,
  bind: 'late',
  reserved: '',
  listeners: [],
};

const SEVERAL = { sources: 2, destinations: 3 };
/** An address that is neither a source nor a destination. */
const ELSEWHERE = ['127.200.0.1:50050'];
const EVERYWHERE = ['0.0.0.0:50050'];

/** One case for each rule of docs/ports.md, "How Linux chooses a source port". */
export const CASES: readonly ProveCase[] = [
  { ...PLAIN, name: 'late: a port for each tuple', ...SEVERAL },
  { ...PLAIN, name: 'early: a port for each source', ...SEVERAL, bind: 'early' },
  { ...PLAIN, name: 'explicit: every port, every tuple', ...SEVERAL, bind: 'explicit' },
  { ...PLAIN, name: 'late: many sources', sources: 16 },
  { ...PLAIN, name: 'late: many destinations', destinations: 16 },
  { ...PLAIN, name: 'early: many destinations', destinations: 16, bind: 'early' },
  { ...PLAIN, name: 'late: reserved ports', ...SEVERAL, reserved: '8080,50010-50019,50050' },
  { ...PLAIN, name: 'early: reserved ports', bind: 'early', reserved: '8080,50010-50019,50050' },
  { ...PLAIN, name: 'explicit: takes reserved', bind: 'explicit', reserved: '50010-50019' },
  { ...PLAIN, name: 'late: even width, one reserved', ...SEVERAL, reserved: '50050' },
  { ...PLAIN, name: 'late: odd width', ...SEVERAL, portRange: [50_000, 50_098] },
  { ...PLAIN, name: 'early: odd width', ...SEVERAL, portRange: [50_000, 50_098], bind: 'early' },
  { ...PLAIN, name: 'late: one port', ...SEVERAL, portRange: [50_000, 50_000] },
  { ...PLAIN, name: 'late: two ports', ...SEVERAL, portRange: [50_000, 50_001] },
  { ...PLAIN, name: 'late: three ports', ...SEVERAL, portRange: [50_000, 50_002] },
  { ...PLAIN, name: 'late: listener elsewhere', ...SEVERAL, listeners: ELSEWHERE },
  { ...PLAIN, name: 'early: listener elsewhere', bind: 'early', listeners: ELSEWHERE },
  { ...PLAIN, name: 'explicit: listener elsewhere', bind: 'explicit', listeners: ELSEWHERE },
  { ...PLAIN, name: 'late: listener on all', ...SEVERAL, listeners: EVERYWHERE },
  { ...PLAIN, name: 'early: listener on all', bind: 'early', listeners: EVERYWHERE },
  { ...PLAIN, name: 'explicit: listener on all', bind: 'explicit', listeners: EVERYWHERE },
];
