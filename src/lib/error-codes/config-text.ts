import type { ErrorKinds } from './grammar.js';

/** What is wrong with the text of a configuration, nginx's or HAProxy's, before it means anything. */
export const CONFIG_TEXT_ERRORS = {
  CONFIG_ARGUMENTS_BAD: {
    meaning:
      'A directive or keyword has too few or too many arguments, or a block where it takes none.',
    mend: 'Write it with the arguments that the message names.',
    exit: 'usage',
  },
  CONFIG_BLOCK_UNCLOSED: {
    meaning: 'A block is opened and never closed.',
    mend: 'Add the missing `}`.',
    exit: 'usage',
  },
  CONFIG_BYTE_ORDER_MARK_UNEXPECTED: {
    meaning:
      'The file begins with a byte order mark, which nginx takes for a part of the first word.',
    mend: 'Save the file as UTF-8 without a byte order mark.',
    exit: 'usage',
  },
  CONFIG_CONDITION_BAD: {
    meaning:
      'A conditional block of HAProxy (`.if`, `.elif`, `.else`, `.endif`) is not well formed.',
    mend: 'Complete the block, or correct its condition.',
    exit: 'usage',
  },
  CONFIG_ESCAPE_BAD: {
    meaning: 'An HAProxy configuration has a `\\x` without two hexadecimal digits.',
    mend: 'Write `\\\\x` for a backslash and an x.',
    exit: 'usage',
  },
  CONFIG_INCLUDE_CIRCULAR: {
    meaning: 'A file includes itself, directly or through other files.',
    mend: 'Remove the include that the message names.',
    exit: 'usage',
  },
  CONFIG_INCLUDE_MISSING: {
    meaning: 'A file that is included does not exist.',
    mend: 'Create the file, or correct the path: it is relative to the directory of the main configuration file.',
    exit: 'usage',
  },
  CONFIG_INCLUDE_TOO_DEEP: {
    meaning: 'Files include each other through too many levels.',
    mend: 'Include the files from one place.',
    exit: 'usage',
  },
  CONFIG_MARK_UNEXPECTED: {
    meaning: 'A `;`, `{`, `}` or another character stands where nginx does not allow it.',
    mend: 'Remove it, or add the word that belongs before it.',
    exit: 'usage',
  },
  CONFIG_NOT_READABLE: {
    meaning: 'The configuration file cannot be read.',
    mend: 'Name a file that exists and may be read.',
    exit: 'usage',
  },
  CONFIG_NOT_RENDERED: {
    meaning: 'The file is a template: it holds a placeholder that another tool fills in.',
    mend: 'Render the template, and name the file that the tool writes.',
    exit: 'usage',
  },
  CONFIG_QUOTE_UNCLOSED: {
    meaning: 'A quote is opened and never closed.',
    mend: 'Close the quote, or escape it where the character itself is meant.',
    exit: 'usage',
  },
  CONFIG_SEMICOLON_MISSING: {
    meaning: 'A directive does not end with `;` or a block.',
    mend: 'End the directive with `;`.',
    exit: 'usage',
  },
  CONFIG_TOO_DEEP: {
    meaning: 'Blocks are nested too deep.',
    mend: 'Look for a missing `}` above the place.',
    exit: 'usage',
  },
  CONFIG_TOO_LARGE: {
    meaning: 'The configuration, with all that it includes, is larger than Tidegate reads.',
    mend: 'Check that the file is the right one and that no include reads more than is meant.',
    exit: 'usage',
  },
  CONFIG_VARIABLE_BAD: {
    meaning: 'A `$` in double quotes of an HAProxy configuration begins no variable.',
    mend: 'Write `${NAME}`, or `\\$` for the character itself.',
    exit: 'usage',
  },
  CONFIG_WORD_TOO_LONG: {
    meaning: 'A word is longer than nginx accepts.',
    mend: 'Split the word.',
    exit: 'usage',
  },
} as const satisfies ErrorKinds;
