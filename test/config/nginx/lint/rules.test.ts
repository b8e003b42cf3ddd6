import { describe, expect, it } from 'vitest';
import { LINT_RULES } from '../../../../src/config/nginx/lint/registry.js';
import type { NginxLintCode } from '../../../../src/model/lint.js';
import { CASES } from './cases.js';
import { examine, FACTS } from './examine.js';

const codes = (text: string, facts = FACTS) =>
  examine({ 'nginx.conf': text }, facts).map((finding) => finding.code);

describe.each(Object.keys(LINT_RULES) as NginxLintCode[])('%s', (code) => {
  const { bad, good, facts } = CASES[code];
  const known = { ...FACTS, ...facts };

  it('finds what is wrong, and says where and what to do', () => {
    const found = examine({ 'nginx.conf': bad }, known).filter((one) => one.code === code);
    expect(found).not.toEqual([]);
    for (const { place, message, why, mend } of found) {
      expect(bad.split('\n')[place.line - 1]?.slice(place.column - 1)).toMatch(/^[\S\uFEFF]/);
      expect(message).toMatch(/\S{2}/);
      expect(why).toMatch(/[.]$/);
      expect(mend).toMatch(/\S{2}/);
    }
  });

  it('finds nothing where it is right', () => {
    expect(codes(good, known)).not.toContain(code);
  });
});

it('claims nothing of a host whose facts are unknown', () => {
  const needFacts: NginxLintCode[] = [
    'ODD_PORT_RANGE',
    'BACKLOG_ABOVE_SOMAXCONN',
    'NOFILE_BELOW_WORKER_CONNECTIONS',
    'MAX_CONNS_ABOVE_PORTS',
    'SOURCES_TOO_FEW',
  ];
  for (const code of needFacts) {
    expect(codes(CASES[code].bad, { schema: 'tidegate.facts/1' })).not.toContain(code);
  }
});
