import { describe, expect, it } from 'vitest';
import type { TidegateError } from '../../../../src/lib/errors.js';
import type { TargetChange } from '../../../../src/model/capacity.js';
import type { HostFacts } from '../../../../src/model/facts.js';
import { refuseBeyondHost } from '../../../../src/prove/config/mend/beyond-host.js';
import { refuseByHand } from '../../../../src/prove/config/mend/by-hand.js';
import { fillBlanks } from '../../../../src/prove/config/mend/fill-blanks.js';
import { mendHost } from '../../../../src/prove/config/mend/mend-host.js';
import { refusalOf } from '../../../support/refusal.js';

const FACTS: HostFacts = {
  schema: 'tidegate.facts/1',
  portRange: [32_768, 60_999],
  nofile: { soft: 1024, hard: 20_000 },
};

function change(
  where: TargetChange['where'],
  lines: readonly string[],
  limit: TargetChange['limit'] = 'nofile',
): TargetChange {
  return { limit, hop: null, hopIndex: null, what: 'Do it.', where, lines };
}

describe('a mend of the namespace', () => {
  it('has the ports and the descriptors that it names', () => {
    const after = mendHost(FACTS, [
      change('sysctl', ['net.ipv4.ip_local_port_range = 1024 65535']),
      change('service', ['[Service]', 'LimitNOFILE=9000']),
      change('nginx', ['worker_rlimit_nofile 5;']),
    ]);
    expect(after).toEqual({
      ...FACTS,
      portRange: [1024, 65_535],
      nofile: { soft: 9000, hard: 9000 },
    });
  });

  it('fills its blanks in with addresses that are nobody else’s', () => {
    const lines = ['    50% ADDRESS_1;', '    * ADDRESS_257;'];
    expect(fillBlanks([change('nginx', lines)], false)[0]?.lines).toEqual([
      '    50% 198.19.0.1;',
      '    * 198.19.1.1;',
    ]);
    expect(fillBlanks([change('nginx', lines)], true)[0]?.lines).toEqual([
      '    50% fd00::1;',
      '    * fd00::101;',
    ]);
  });

  it('leaves to a person what names no lines, or no server', () => {
    expect(() => refuseByHand([change('haproxy', ['server ADDRESS:PORT;'])])).toThrow('by hand');
    expect(() => refuseByHand([change('clients', [])])).toThrow('by hand: Do it.');
    expect(refusalOf(() => refuseByHand([change('nginx', ['* ADDRESS_1;'])]))).toBeNull();
  });
});

describe('what this machine cannot give', () => {
  function refuse(changes: readonly TargetChange[], given: Partial<HostFacts> = {}, scale = 1) {
    const host = { ...FACTS, ...given };
    try {
      refuseBeyondHost(changes, { host, mended: mendHost(FACTS, changes), scale });
      return null;
    } catch (error) {
      return error as TidegateError;
    }
  }

  it('is named, with who raises it, and the scale that would do', () => {
    const wanted = change('service', ['LimitNOFILE=50000']);
    expect(refuse([wanted])).toMatchObject({
      code: 'PROVE_HOST_EXCEEDED',
      exitCode: 2,
      message: 'the proxy is to have 50,000 descriptors, and the hard limit here is 20,000',
      hint: expect.stringMatching(/^root has to raise it .*LimitNOFILE=50000.*--scale 1\/3\.$/),
    });
    expect(refuse([wanted], {}, 0.1)?.hint).toContain('--scale 1/25.');
    expect(refuse([wanted], { nofile: { soft: 1024, hard: null } })).toBeNull();
    expect(refuse([wanted], { capSysResource: true, nrOpen: 60_000 })).toBeNull();
    expect(refuse([wanted], { capSysResource: true, nrOpen: 40_000 })).not.toBeNull();
  });

  it.each([
    [change('sysctl', ['fs.nr_open = 2000000']), 'the mend sets fs.nr_open = 2000000'],
    [change('sysctl', ['fs.file-max = 9']), 'the mend sets fs.file-max = 9'],
    [change('host', [], 'memory'), 'the mend says: Do it.'],
  ])('is no setting of the whole host, and no memory: %j', (wanted, message) => {
    expect(refuse([wanted])?.message).toContain(message);
  });

  it('is nothing that a namespace has of its own, or has no need of', () => {
    const ports = change('sysctl', ['net.ipv4.ip_local_port_range = 1024 65535']);
    const conntrack = change('sysctl', ['net.netfilter.nf_conntrack_max = 9']);
    expect(refuse([ports, conntrack])).toBeNull();
  });
});
