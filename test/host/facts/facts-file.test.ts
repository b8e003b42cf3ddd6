import { expect, it } from 'vitest';
import { parseFacts } from '../../../src/host/facts/facts-file.js';
import { refusalOf } from '../../support/refusal.js';

const file = (body: string) => `{ "schema": "tidegate.facts/1",\n  ${body} }`;

it('takes a file with nothing but its schema: all else is unknown', () => {
  expect(parseFacts('{ "schema": "tidegate.facts/1" }', 'f')).toEqual({
    schema: 'tidegate.facts/1',
  });
});

it('takes null for unlimited descriptors', () => {
  expect(parseFacts(file('"nofile": { "soft": 1024, "hard": null }'), 'f').nofile).toEqual({
    soft: 1024,
    hard: null,
  });
});

it.each([
  ['"portRange": [60999, 32768]', 'f:2:3 portRange: the range is reversed: write [low, high]'],
  ['"portRange": [1, 70000]', 'f:2:3 portRange[1]: 70000 is no port'],
  ['"reservedPorts": "80-"', 'f:2:3 reservedPorts: write ports as "8080,9000-9099"'],
  ['"nofile": { "soft": 1 }', 'f:2:3 nofile.hard: is missing'],
  ['"nofile": { "soft": 1, "hard": 2, "mid": 3 }', 'f:2:37 nofile.mid: there is no fact'],
  ['"fileMx": 1', 'f:2:3 fileMx: there is no fact of that name'],
  ['"cpus": "two"', 'f:2:3 cpus: Invalid type'],
])('names the field and its place: %s', (body, refusal) => {
  expect(refusalOf(() => parseFacts(file(body), 'f'))).toContain(`FACTS_BAD ${refusal}`);
});

it.each(['{ "schema": "tidegate.facts/1", ', '', 'schema: facts'])('is no JSON: %j', (text) => {
  expect(refusalOf(() => parseFacts(text, 'f'))).toMatch(/^FACTS_NOT_JSON f(?::1:\d+)? /);
});
