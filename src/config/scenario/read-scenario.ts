import * as v from 'valibot';
import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import { TidegateError } from '../../lib/errors.js';
import type { Place } from '../../model/place.js';
import type { Scenario } from '../../model/scenario.js';
import { tooDeepAt } from './nesting.js';
import { scenarioFault } from './scenario-faults.js';
import { scenarioSchema, toScenario } from './scenario-file.js';
import { LIST_FAULT, schemaFault } from './schema-fault.js';
import type { Fault } from './score-file.js';
import type { Vocabulary } from './vocabulary.js';

/** Ten times the size of the largest shipped scenario. */
const MAX_CHARACTERS = 32_000;

/**
 * Turns off two features that take the parser quadratic time: comparing each key with all earlier
 * ones, and finding the source line of each error.
 */
const PARSING = { prettyErrors: false, uniqueKeys: false } as const;

/**
 * Reads a scenario file.
 * @param file its name, for messages.
 * @param vocabulary the names that it may use.
 * @throws TidegateError SCENARIO_TOO_LARGE, SCENARIO_SYNTAX_BAD, SCENARIO_BAD, with the place in
 *   the file.
 */
export function readScenario(file: string, source: string, vocabulary: Vocabulary): Scenario {
  if (source.length > MAX_CHARACTERS) throw tooLarge(file, source.length);
  const deep = tooDeepAt(source);
  if (deep >= 0) throw badSyntax('it is nested too deeply', placeIn(file, source, deep));
  const lines = new LineCounter();
  const document = withoutTraces(() => parseDocument(source, { ...PARSING, lineCounter: lines }));
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const syntax = document.errors[0];
  if (syntax) {
    throw badSyntax(syntax.message, place(syntax.pos[0]));
  }
  const again = repeatedKey(document);
  if (again) throw badSyntax('Map keys must be unique', place(again.range?.[0] ?? 0));
  const refuse = ({ path, message, hint }: Fault): TidegateError => {
    const at = place(offsetOf(document.contents, path));
    return new TidegateError('SCENARIO_BAD', message, { place: at, hint });
  };
  const plain = plainValue(document, place(0));
  if (Array.isArray(plain)) throw refuse(LIST_FAULT);
  const parsed = v.safeParse(scenarioSchema(vocabulary), plain);
  if (!parsed.success) throw refuse(schemaFault(parsed.issues));
  const scenario = toScenario(parsed.output);
  const fault = scenarioFault(scenario, vocabulary);
  if (fault) throw refuse(fault);
  return scenario;
}

function placeIn(file: string, source: string, offset: number): Place {
  const before = source.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/**
 * A text can have an error at each character, and capturing a stack trace for each would take
 * longer than the parsing itself.
 */
function withoutTraces<T>(work: () => T): T {
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = usual;
  }
}

function badSyntax(message: string, place: Place): TidegateError {
  return new TidegateError('SCENARIO_SYNTAX_BAD', message, {
    place,
    hint: 'The scenario file must be valid YAML.',
  });
}

function tooLarge(file: string, characters: number): TidegateError {
  return new TidegateError('SCENARIO_TOO_LARGE', `${file} has ${characters} characters`, {
    place: { file, line: 1, column: 1 },
    hint: `Write a scenario of at most ${MAX_CHARACTERS}; is it the right file?`,
  });
}

/** The first key that occurs a second time in its map. */
function repeatedKey(document: Document): Scalar | null {
  let found: Scalar | null = null;
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          found = key;
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return found;
}

/** The YAML as plain values. Only this step finds an alias without an anchor and an alias bomb. */
function plainValue(document: Document, place: Place): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new TidegateError(
      'SCENARIO_SYNTAX_BAD',
      error instanceof Error ? error.message : 'not YAML',
      {
        place,
        hint: 'Write the value out instead of an alias.',
        cause: error,
      },
    );
  }
}

/** Offset of the deepest node on `path` that exists: that of its key, where it has one. */
function offsetOf(root: Node | null, path: readonly (string | number)[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else {
      node = (node as { get?: (key: unknown, keep: boolean) => unknown } | null)?.get?.(key, true);
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    }
  }
  return offset;
}
