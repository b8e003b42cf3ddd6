import { describe, expect, it } from 'vitest';
import { printable } from '../../../src/lib/text/printable.js';
import { tableLines } from '../../../src/report/text/table.js';
import { layoutWith } from '../../support/layout.js';

const at = (columns: number) => layoutWith({ columns });

describe('a table of counts', () => {
  const table = {
    head: ['', 'completed', 'drained'],
    rows: [
      ['idle', '9,000', ''],
      ['tunnel', '1,000', '500'],
    ],
    aligns: ['left', 'right', 'right'] as const,
    indent: '  ',
  };

  it('has its columns in line, and no blanks at the end', () => {
    expect(tableLines(table, at(80))).toEqual([
      '          completed  drained',
      '  idle        9,000',
      '  tunnel      1,000      500',
    ]);
  });

  it('says in words what does not fit: the counts that there are', () => {
    expect(tableLines(table, at(27))).toEqual([
      '  idle: completed 9,000',
      '  tunnel: completed 1,000,\n    drained 500',
    ]);
  });

  it('dims its head where colour is wanted', () => {
    const [head] = tableLines(table, layoutWith({ colour: true }));
    expect(head).toContain('\x1b[2mcompleted\x1b[22m');
  });
});

describe('a table whose last column is text', () => {
  const table = {
    rows: [
      ['nofile', '99,995', 'nofile 300,000, own 13, slots 3'],
      ['tcp', '', 'twReuse 2\nsomaxconn 4096'],
    ],
    aligns: ['left', 'right', 'left'] as const,
  };

  it('wraps it within the column, and keeps its own lines', () => {
    expect(tableLines(table, at(42))).toEqual([
      'nofile  99,995  nofile 300,000, own 13,',
      '                slots 3',
      'tcp             twReuse 2',
      '                somaxconn 4096',
    ]);
  });

  it('makes a text of each row where the column is too narrow for it', () => {
    expect(tableLines(table, at(32))).toEqual([
      'nofile  99,995  nofile 300,000,\n  own 13, slots 3',
      'tcp  twReuse 2, somaxconn 4096',
    ]);
  });

  it('and where a word of it would not fit', () => {
    const path = ['kernel', '6.1', '/proc/sys/net/ipv4/ip_local_port_range'];
    expect(tableLines({ ...table, rows: [path] }, at(50))).toEqual([
      'kernel  6.1\n  /proc/sys/net/ipv4/ip_local_port_range',
    ]);
  });
});

it('gives a letter that is two columns wide its room, and cuts nothing off', () => {
  const table = {
    rows: [
      ['日本語', '⭐ 한국', 'end'],
      ['abc', '⌚', 'end'],
    ],
    aligns: ['left', 'right', 'left'] as const,
  };
  expect(tableLines(table, at(80))).toEqual(['日本語  ⭐ 한국  end', 'abc          ⌚  end']);
});

it('cuts nothing off, whatever is written', () => {
  for (let code = 0x21; code < 0xd800; code += 64) {
    const codes = Array.from({ length: 64 }, (_, more) => code + more);
    const text = printable(String.fromCharCode(...codes)).replace(/\s/g, '_');
    const [line] = tableLines({ rows: [[text, 'end']], aligns: ['left', 'left'] }, at(200));
    expect(line?.startsWith(text), text).toBe(true);
  }
});
