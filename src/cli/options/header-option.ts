import { TidegateError } from '../../lib/errors.js';

const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t\x20-\x7e\x80-\xff]*)$/;
/** Fields that the load writes itself: how its requests end, and their ids. */
const OURS = /^(connection|content-length|transfer-encoding|upgrade|expect|x-tidegate-id)$/;

/** Parses a field written as `Name: value`. Throws `TidegateError` OPTION_BAD. */
export function parseHeaderField(text: string): readonly [name: string, value: string] {
  const [, name, value] = FIELD.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value.trim()];
  throw new TidegateError('OPTION_BAD', `--header is not "Name: value": ${nameIn(text)}`, {
    hint: 'Write a header field as --header "Name: value".',
  });
}

/**
 * A commander argument parser for `--header 'Name: value'`, which may be repeated. Keys are in
 * lower case; of several with one name the last counts.
 */
export function headerOption(
  text: string,
  before: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const [name, value] = parseHeaderField(text);
  if (OURS.test(name.toLowerCase())) {
    throw new TidegateError('OPTION_BAD', `--header says ${name}, which the load writes itself`, {
      hint: 'Leave it out: each kind of request writes the fields that say how it ends.',
    });
  }
  return new Map([...before, [name.toLowerCase(), value]]);
}

/** The first word; what follows may be a secret. */
function nameIn(text: string): string {
  return `"${text.split(/[\s:=]/, 1)[0]} ..."`;
}
