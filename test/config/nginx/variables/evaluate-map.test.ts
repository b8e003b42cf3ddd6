import { expect, it } from 'vitest';
import { readNginxConfig } from '../../../../src/config/nginx/reading/read.js';
import { mapEvaluator } from '../../../../src/config/nginx/variables/evaluate-map.js';
import { memorySource } from '../../../support/memory-source.js';

function evaluatorOf(entries: string) {
  const text = `events { } http { map $host $x { ${entries} default none; } }`;
  const [map] = readNginxConfig('f', memorySource({ f: text })).http?.maps ?? [];
  if (!map) throw new Error('no map');
  return (value: string) => mapEvaluator(map)(value).join('');
}

it('asks keys before patterns, and no pattern of what is empty', () => {
  const evaluate = evaluatorOf('~^a first; "~" any; A key;');
  expect(['a', 'ab', 'b', ''].map(evaluate)).toEqual(['key', 'first', 'any', 'none']);
  expect(evaluatorOf('"" empty; "~" any;')('')).toBe('empty');
});
