import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { AnyEntry } from '../../src/config/nginx/drafts/entry.js';
import { DIRECTIVES } from '../../src/config/nginx/reading/registry.js';
import { REFUSED } from '../../src/config/nginx/refused/refused.js';
import {
  partOfVariable,
  REFUSED_VARIABLES,
} from '../../src/config/nginx/variables/refused-variables.js';
import { REQUEST_VARIABLES } from '../../src/proxy/site/request-variables.js';
import { SESSION_VARIABLES } from '../../src/proxy/stream/stream-variables.js';

const FILE = 'docs/directives.md';
const BEGIN = '<!-- generated: from the registry of directives -->\n';

it(`${FILE} lists what the registry holds (UPDATE_GOLDEN=1 writes it)`, () => {
  const text = readFileSync(FILE, 'utf8');
  const head = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
  expect(head.endsWith(BEGIN), `${FILE} lacks ${BEGIN}`).toBe(true);
  const wanted = `${head}\n${directiveTable()}`;
  if (process.env.UPDATE_GOLDEN) writeFileSync(FILE, wanted);
  else expect(text).toBe(wanted);
});

/** One line for each entry, by name; entries with the same name in other contexts follow each other. */
function directiveTable(): string {
  const lines = DIRECTIVES.filter(({ counted }) => !counted)
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
    .map((entry) => {
      const status = entry.apply === 'accepted' ? 'accepted' : 'supported';
      const contexts = entry.contexts.join(', ');
      return `| \`${entry.name}\` | ${contexts} | ${takes(entry)} | ${status} |\n`;
    });
  return `| directive | where | takes | |\n|---|---|---|---|\n${lines.join('')}\n${refusedList()}`;
}

function refusedList(): string {
  const parts = REFUSED.map(
    ({ part, names }) => `- ${part}: ${names.map((name) => `\`${name}\``).join(', ')}\n`,
  );
  return `Refused, by what they belong to:\n\n${parts.join('')}\n${refusedVariablesList()}`;
}

function refusedVariablesList(): string {
  const parts = REFUSED_VARIABLES.map(
    ({ part, names }) => `- ${part}: ${names.map((name) => `\`$${name}\``).join(', ')}\n`,
  );
  return `Variables that are refused, by what they belong to:\n\n${parts.join('')}`;
}

it('no variable is both refused and there', () => {
  const there = [REQUEST_VARIABLES, SESSION_VARIABLES].flatMap(({ fixed }) => Object.keys(fixed));
  expect(there.filter((name) => partOfVariable(name) !== null)).toEqual([]);
});

it('no directive is both refused and read', () => {
  const read = new Set(DIRECTIVES.filter(({ counted }) => !counted).map(({ name }) => name));
  expect(REFUSED.flatMap(({ names }) => names.filter((name) => read.has(name)))).toEqual([]);
});

function takes({ args: [min, max], block }: AnyEntry): string {
  const most = max === Number.POSITIVE_INFINITY ? `${min} or more` : `${min} to ${max}`;
  const count = min === max ? `${min}` : most;
  if (!block) return count;
  return max === 0 ? 'a block' : `${count} and a block`;
}
