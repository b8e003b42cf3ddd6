import { expect, it } from 'vitest';
import { FACTS } from '../../nginx/lint/examine.js';
import { examineHaproxy } from './examine.js';

/** Severity, line and message of the findings with somaxconn 4,096. */
const found = (front: string, global = 'maxconn 5000') =>
  examineHaproxy(
    `global\n ${global}\nfrontend f\n${front}\n default_backend b\nbackend b\n server s 1:1\n`,
    { ...FACTS, tcp: { somaxconn: 4096 } },
  )
    .filter(({ code }) => code === 'BACKLOG_ABOVE_SOMAXCONN')
    .map(({ severity, place, message }) => [severity, place?.line, message]);

it('a backlog that is written is that of the bind line, else of the section', () => {
  expect(found(' backlog 9000\n bind :80 backlog 100\n bind :81')).toEqual([
    ['warning', 6, 'backlog 9,000 is above somaxconn, 4,096'],
  ]);
});

it('else it is the maxconn of the line, of the section, of the process (measured, ss -ltn)', () => {
  const text = (most: string, many = '') =>
    `HAProxy's default backlog${many} is its maxconn, ${most}, above somaxconn, 4,096`;
  expect(found(' bind :80')).toEqual([['info', 4, text('5,000')]]);
  expect(found(' bind :80\n maxconn 4000')).toEqual([]);
  expect(found(' bind :80 maxconn 100')).toEqual([]);
  expect(found(' bind :80 maxconn 8000\n bind :81 maxconn 9000\n maxconn 50')).toEqual([
    ['info', 4, text('9,000', ', of 2 bind lines,')],
  ]);
});
