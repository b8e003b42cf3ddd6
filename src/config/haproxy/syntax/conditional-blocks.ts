import { formatPlace, TidegateError } from '../../../lib/errors.js';
import type { UnsureCondition } from '../../../model/haproxy.js';
import type { Place } from '../../../model/place.js';
import { evaluate } from './conditional-expression.js';
import type { Environment, HaproxyWord } from './environment.js';

/** An `.if` that is not closed yet. */
interface Block {
  readonly place: Place;
  /** Whether the lines around it are read. */
  readonly isOuterRead: boolean;
  /** Whether one of its branches is being read or has been. */
  isDone: boolean;
  isRead: boolean;
  hasElse: boolean;
}

/**
 * The conditional blocks of a configuration, line by line: `.if`, `.elif`, `.else`, `.endif`.
 * Source: HAProxy configuration manual, 2.4; cfgparse.c, readcfgfile; measured with 2.6.
 */
export class ConditionalBlocks {
  /** Conditions that depend on something unknown. */
  readonly unsure: UnsureCondition[] = [];
  readonly #open: Block[] = [];
  readonly #version: { readonly version?: string };

  /** @param version of HAProxy; left out = unknown */
  constructor(version?: string) {
    this.#version = version === undefined ? {} : { version };
  }

  /**
   * Whether a line belongs to the configuration.
   * @throws TidegateError CONFIG_CONDITION_BAD where HAProxy would refuse it
   */
  takes(line: readonly [HaproxyWord, ...HaproxyWord[]], environment: Environment): boolean {
    const [{ text: keyword, place }] = line;
    if (keyword === '.if') this.#begin(line, environment);
    else if (keyword === '.elif' || keyword === '.else') this.#turn(line, environment);
    else if (keyword === '.endif') {
      if (!this.#open.pop()) throw lone(keyword, place);
    } else return this.#isRead() && !/^\.(?:diag|notice|warning|alert)$/.test(keyword);
    return false;
  }

  /** @throws TidegateError CONFIG_CONDITION_BAD */
  end(): void {
    const [open] = this.#open;
    if (!open) return;
    throw wrong('a ".if" without its ".endif"', open.place, 'Write .endif behind its last line.');
  }

  #isRead(): boolean {
    return this.#open.at(-1)?.isRead ?? true;
  }

  #begin(line: readonly [HaproxyWord, ...HaproxyWord[]], environment: Environment): void {
    const isOuterRead = this.#isRead();
    const isRead = isOuterRead && this.#isMet(line, environment);
    const [{ place }] = line;
    this.#open.push({ place, isOuterRead, isDone: isRead, isRead, hasElse: false });
  }

  #turn(line: readonly [HaproxyWord, ...HaproxyWord[]], environment: Environment): void {
    const [{ text: keyword, place }] = line;
    const block = this.#open.at(-1);
    if (!block) throw lone(keyword, place);
    if (block.hasElse) {
      const first = formatPlace(block.place);
      throw wrong(`"${keyword}" behind the ".else" of the ".if" at ${first}`, place, 'Remove it.');
    }
    const mayBeRead = block.isOuterRead && !block.isDone;
    block.isRead = mayBeRead && (keyword === '.else' || this.#isMet(line, environment));
    block.isDone ||= block.isRead;
    block.hasElse = keyword === '.else';
  }

  #isMet([keyword, ...words]: readonly HaproxyWord[], environment: Environment): boolean {
    const place = keyword?.place ?? NOWHERE;
    const text = words.map(bare).join(' ');
    const found = evaluate(text, { environment, ...this.#version });
    if (!found) {
      throw wrong(`"${text}" is no condition`, place, 'Write a number, or as defined(NAME).');
    }
    if (!found.isSure || words.some(({ unset }) => unset)) {
      const name = `${keyword?.text} ${words.map((one) => one.text).join(' ')}`;
      this.unsure.push({ name, isMet: found.met, place });
    }
    return found.met;
  }
}

const NOWHERE: Place = { file: '', line: 0, column: 0 };

/** In conditions, variables that are not set are empty. */
function bare({ text, unset = [] }: HaproxyWord): string {
  return unset.reduce((left, name) => {
    const written = left.includes(`\${${name}}`) ? `\${${name}}` : `$${name}`;
    return left.replace(written, () => '');
  }, text);
}

function lone(keyword: string, place: Place): TidegateError {
  return wrong(`a "${keyword}" without its ".if"`, place, 'Remove it, or write its .if above.');
}

function wrong(message: string, place: Place, hint: string): TidegateError {
  return new TidegateError('CONFIG_CONDITION_BAD', message, { place, hint });
}
