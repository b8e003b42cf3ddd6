import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMMAND_ERRORS } from '../../src/lib/error-codes/command.js';
import { CONFIG_MEANING_ERRORS } from '../../src/lib/error-codes/config-meaning.js';
import { CONFIG_TEXT_ERRORS } from '../../src/lib/error-codes/config-text.js';
import type { ErrorKind } from '../../src/lib/error-codes/grammar.js';
import { PROVE_ERRORS } from '../../src/lib/error-codes/prove.js';
import { PROXY_ERRORS } from '../../src/lib/error-codes/proxy.js';
import { RUN_ERRORS } from '../../src/lib/error-codes/run.js';
import { EXIT } from '../../src/lib/errors.js';

const FILE = 'docs/errors.md';
const BEGIN = '<!-- generated: from the registry of error codes -->\n';

const ROOMS: Readonly<Record<string, Readonly<Record<string, ErrorKind>>>> = {
  'The text of a configuration': CONFIG_TEXT_ERRORS,
  'The meaning of a configuration': CONFIG_MEANING_ERRORS,
  'The command line, files and this host': COMMAND_ERRORS,
  'Runs and benches': RUN_ERRORS,
  'The bundled proxy': PROXY_ERRORS,
  '`tidegate prove`': PROVE_ERRORS,
};

it(`${FILE} lists what the registry holds (UPDATE_GOLDEN=1 writes it)`, () => {
  const text = readFileSync(FILE, 'utf8');
  const head = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
  expect(head.endsWith(BEGIN), `${FILE} lacks ${BEGIN}`).toBe(true);
  const wanted = head + Object.entries(ROOMS).map(table).join('');
  if (process.env.UPDATE_GOLDEN) writeFileSync(FILE, wanted);
  else expect(text).toBe(wanted);
});

function table([room, errors]: [string, Readonly<Record<string, ErrorKind>>]): string {
  const lines = Object.entries(errors)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, { meaning, mend, exit }]) => `| ${code} | ${meaning} | ${mend} | ${EXIT[exit]} |\n`,
    );
  const head = '| code | meaning | what to do | exit code |\n|---|---|---|---|\n';
  return `\n## ${room}\n\n${head}${lines.join('')}`;
}
