import { describe, expect, test } from 'vitest';
import { readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import { monotonicMs } from '../../../src/lib/clock.js';
import { Sweep } from '../../../src/lib/sweep.js';
import { countsElsewhere, SharedCounts } from '../../../src/proxy/process/shared-counts.js';
import type { PeerCounts } from '../../../src/proxy/process/worker-messages.js';
import type { Attached } from '../../../src/proxy/upstream/peers/attached.js';
import { UpstreamGroups } from '../../../src/proxy/upstream/peers/upstream-groups.js';
import { memorySource } from '../../support/memory-source.js';

const [A, B] = ['127.0.0.1:1', '127.0.0.1:2'];
const SERVERS = `server ${A}; server ${B};`;

/** Workers of one upstream `u`, and the messages that each sends to all others. */
function workers(count: number, upstream: string) {
  const text = `events {} http { upstream u { ${upstream} } }`;
  const { http } = readNginxConfig('/test', memorySource({ '/test': text }));
  const all = Array.from({ length: count }, () => {
    const sweep = new Sweep();
    sweep.close();
    const scope = { compile: () => () => '', declare: () => 0 };
    const groups = new UpstreamGroups(http?.upstreams ?? [], sweep, scope);
    const counts = new SharedCounts({ http: groups, stream: { all: [] } });
    const group = groups.get('u');
    const [a, b] = group?.peers ?? [];
    if (group === null || a === undefined || b === undefined) throw new Error('no upstream');
    const pick = () => group.choose({} as never).pick([], monotonicMs())?.name;
    const fail = () => group.balancer.failed(a, monotonicMs());
    return { counts, a, b, pick, fail };
  });
  const told = new Map<number, PeerCounts>();
  const share = (): void => {
    all.forEach(({ counts }, id) => {
      const news = counts.news();
      if (news !== null) told.set(id, news);
    });
    all.forEach(({ counts }, id) => {
      counts.hear(countsElsewhere(told, id));
    });
  };
  share();
  return { all, share, told };
}

const attached = (): Attached => ({
  attachedPlace: -1,
  onDrainDeadline: () => undefined,
  close: () => undefined,
});

describe('workers that share a zone', () => {
  test.each(['least_conn;', 'random two;'])('count what the others have: %s', (method) => {
    const { all, share } = workers(2, `zone z 64k; ${method} ${SERVERS}`);
    const [one, other] = all;
    one?.a.attached.add(attached());
    one?.a.attached.add(attached());
    share();
    expect(Array.from({ length: 5 }, () => other?.pick())).toEqual([B, B, B, B, B]);
  });

  test('pass over a server that failed for another worker', () => {
    const { all, share } = workers(2, `zone z 64k; ${SERVERS}`);
    const [one, other] = all;
    one?.fail();
    share();
    expect([other?.pick(), other?.pick(), other?.pick()]).toEqual([B, B, B]);
    expect(other?.a.counters.fails).toBe(0);
  });

  test('count failures of all against max_fails, and each once', () => {
    const { all, share } = workers(3, `zone z 64k; server ${A} max_fails=3; server ${B};`);
    all[0]?.fail();
    all[1]?.fail();
    share();
    share();
    expect(all[2]?.a.fails).toBe(2);
    expect(all[2]?.a.disabled).toBe(false);
    all[1]?.fail();
    share();
    expect(all.map(({ a }) => a.disabled)).toEqual([true, true, true]);
  });

  test('do not hold failures of a worker that has ended against anybody anew', () => {
    const { all, share, told } = workers(2, `zone z 64k; server ${A} max_fails=2; server ${B};`);
    all[0]?.fail();
    share();
    told.delete(0);
    all[1]?.counts.hear(countsElsewhere(told, 1));
    expect(all[1]?.a.fails).toBe(1);
  });
});

test('workers without a zone tell nothing', () => {
  const { all } = workers(1, `least_conn; ${SERVERS}`);
  expect(all[0]?.counts.needed).toBe(false);
});
