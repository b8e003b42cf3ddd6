import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STATES } from '../../../src/lib/error-codes/grammar.js';
import { ERROR_CODES } from '../../../src/lib/error-codes/registry.js';

const CODES = Object.entries(ERROR_CODES);

/** All of src except the registry itself. */
const SOURCE = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('lib/error-codes/'))
  .map((file) => readFileSync(`src/${file}`, 'utf8'))
  .join('\n');

describe('the registry of error codes', () => {
  it('names each SUBJECT_STATE', () => {
    const grammar = new RegExp(`^[A-Z]+(?:_[A-Z]+)*_(?:${STATES.join('|')})$`);
    expect(CODES.map(([code]) => code).filter((code) => !grammar.test(code))).toEqual([]);
  });

  it('has no state that no code ends with', () => {
    const idle = STATES.filter((state) => !CODES.some(([code]) => code.endsWith(`_${state}`)));
    expect(idle).toEqual([]);
  });

  it('has no code that nothing throws', () => {
    expect(CODES.map(([code]) => code).filter((code) => !SOURCE.includes(`'${code}'`))).toEqual([]);
  });

  it('says of each in sentences what it means and what to do', () => {
    const sentences = CODES.flatMap(([, { meaning, mend }]) => [meaning, mend]);
    expect(
      sentences.filter(
        (text) => !/^(?:[A-Z`]|nginx|systemd|autocannon).*\.$/.test(text) || text.includes('|'),
      ),
    ).toEqual([]);
  });

  it('holds every code that a comment says is thrown', () => {
    const said = [...SOURCE.matchAll(/@throws TidegateError ([A-Z_*, ]+)/g)]
      .flatMap(([, list = '']) => list.split(/[ ,]+/))
      .filter((word) => word.length > 1 && !word.includes('*'));
    expect(said.filter((code) => !Object.hasOwn(ERROR_CODES, code))).toEqual([]);
  });
});
