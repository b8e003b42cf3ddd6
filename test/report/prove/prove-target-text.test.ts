import { expect, it } from 'vitest';
import type { TargetProof } from '../../../src/model/prove-config.js';
import { renderTargetProof } from '../../../src/report/prove/prove-target-text.js';
import { expectGolden } from '../../support/golden.js';
import { layoutWith } from '../../support/layout.js';

const LAYOUT = layoutWith();

const PROOF: TargetProof = {
  schema: 'tidegate.prove-target/1',
  config: 'nginx.conf',
  engine: { name: 'nginx', version: '1.22.1' },
  kernel: '6.18.44',
  scale: 0.01,
  target: { asked: 100_000, connections: 1000 },
  given: { portRange: [1024, 1669], reserved: '', nofile: { soft: 2100, hard: 2100 } },
  changes: [
    {
      limit: 'ports',
      hop: 'app',
      hopIndex: 1,
      what: 'Set net.ipv4.ip_local_port_range to 1024 1669.',
      where: 'sysctl',
      lines: ['net.ipv4.ip_local_port_range = 1024 1669'],
    },
    {
      limit: 'max_conns',
      hop: 'app',
      hopIndex: 1,
      what: 'Allow each of the 2 servers of app 500 connections.',
      where: 'nginx',
      lines: ['server 10.0.0.1:80 max_conns=500;', 'server 10.0.0.2:80 max_conns=500;'],
    },
  ],
  standIns: ['health_check is left out: open-source nginx does not know it'],
  ways: [{ name: '127.0.0.1:80 shop.example/', held: 1000 }],
  predicted: {
    without: { max: 282, guaranteed: 282, binding: { hop: 'app', limit: 'ports' } },
    with: { max: 1000, guaranteed: 1000, binding: { hop: 'app', limit: 'max_conns' } },
  },
  measured: { held: 1000, firstRefusal: null },
  refused: null,
  holds: true,
  agrees: true,
};

it('shows the target, both figures, what was held, and each change', () => {
  expectGolden('prove-target.txt', renderTargetProof(PROOF, LAYOUT));
});

it('says that nothing has to change', () => {
  const text = renderTargetProof({ ...PROOF, changes: [], scale: 1 }, LAYOUT);
  expect(text).toMatch(/^nginx\.conf run by nginx 1\.22\.1/);
  expect(text).toContain('\nNothing has to change.\n');
  expect(text).not.toContain('times');
});

it('says why it does not agree, and what is not enough', () => {
  const disagreement = '1000 were promised with the mend, and 998 were held';
  const differs = { ...PROOF, holds: false, agrees: false, disagreement };
  expect(renderTargetProof(differs, LAYOUT)).toMatch(/\n✘ DISAGREES: 1000 were promised .*\n$/);
  const short = { ...PROOF, holds: false };
  expect(renderTargetProof(short, LAYOUT)).toMatch(/\n✘ 1,000 are not held: .*, as predicted\n$/);
});

it('moves no cursor, whatever a line of the mend holds', () => {
  const changes = PROOF.changes.map((one) => ({ ...one, lines: ['a\u001b[2Jb'] }));
  expect(renderTargetProof({ ...PROOF, changes }, LAYOUT)).not.toContain('\u001b');
});
