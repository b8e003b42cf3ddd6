import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../../../src/capacity/assess.js';
import { planTarget } from '../../../../src/capacity/target/plan-target.js';
import { readHaproxyConfig } from '../../../../src/config/haproxy/reading/read.js';
import { haproxyTopologyOf } from '../../../../src/config/haproxy/topology/topology.js';
import type { HostFacts } from '../../../../src/model/facts.js';
import { memorySource } from '../../../support/memory-source.js';
import { examineHaproxy } from '../lint/examine.js';

const facts: HostFacts = {
  schema: 'tidegate.facts/1',
  cpus: 2,
  portRange: [32_768, 60_999],
  nofile: { soft: 1024, hard: 20_000 },
};
const read = (text: string) =>
  haproxyTopologyOf(readHaproxyConfig('f', memorySource({ f: text })), {
    local: false,
    addresses: null,
    range: [32_768, 60_999],
    ports: [],
  });
const assess = (text: string) => assessCapacity(read(text).deployment, facts);
const BACKEND = 'backend b\n server a 10.0.0.1:80\n';

describe('a file of HAProxy without a frontend', () => {
  it('holds what its global allows, and says that nothing listens', () => {
    const text = `global\n maxconn 100\n${BACKEND}`;
    expect(assess(text).endToEnd).toMatchObject({ max: 100, binding: { limit: 'maxconn' } });
    expect(read(text).warnings).toMatchObject([
      { code: 'NOTHING_LISTENS', severity: 'info', line: 2 },
    ]);
  });

  it('has its maxconn computed, and raised', () => {
    expect(assess('global\n').endToEnd.max).toBe((20_000 - 16) / 2);
    const { deployment } = read('global\n maxconn 100\n');
    const { plan } = planTarget({ deployment, facts }, 1000);
    expect(plan).toMatchObject({ reached: true });
    expect(plan.changes.flatMap(({ lines }) => lines)).toContain('    maxconn 1000');
  });

  it('does not start for want of descriptors, as with one', () => {
    const found = examineHaproxy('global\n maxconn 90000\n', facts);
    expect(found.map(({ code }) => code)).toContain('HAPROXY_WILL_NOT_START');
  });

  it('is no hop without a global either', () => {
    expect(read(BACKEND).deployment.hops).toEqual([]);
    expect(read(BACKEND).warnings).toMatchObject([{ code: 'NOTHING_LISTENS', line: 1 }]);
  });

  it('is none where a listen stands, whose maxconn is the lesser', () => {
    const text = 'global\n maxconn 100\nlisten l\n maxconn 50\n bind :80\n server a 10.0.0.1:80\n';
    expect(assess(text).endToEnd.max).toBe(50);
    expect(read(text).warnings).toEqual([]);
  });
});
