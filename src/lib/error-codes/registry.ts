import { COMMAND_ERRORS } from './command.js';
import { CONFIG_MEANING_ERRORS } from './config-meaning.js';
import { CONFIG_TEXT_ERRORS } from './config-text.js';
import { PROVE_ERRORS } from './prove.js';
import { PROXY_ERRORS } from './proxy.js';
import { RUN_ERRORS } from './run.js';

/**
 * Every code that a TidegateError can carry. Users see it in brackets and scripts match it, so a code
 * keeps its name. docs/errors.md is generated from this.
 */
export const ERROR_CODES = {
  ...CONFIG_TEXT_ERRORS,
  ...CONFIG_MEANING_ERRORS,
  ...COMMAND_ERRORS,
  ...RUN_ERRORS,
  ...PROVE_ERRORS,
  ...PROXY_ERRORS,
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
