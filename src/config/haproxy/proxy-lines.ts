import { invalid } from '../nginx/values.js';
import { readBind } from './bind.js';
import type { ProxyDraft } from './drafts.js';
import { ACCEPTED_PROXY } from './keywords.js';
import { readServerOptions } from './server-line.js';
import type { Line } from './tokenize.js';
import { argument, readSource, soleArgument, wholeNumber } from './values.js';

/**
 * One line of `defaults`, `frontend`, `backend` or `listen`.
 * @param unmodelled called where the keyword is not known to leave the figures alone.
 * @throws TidegateError CONFIG_ARGUMENTS, CONFIG_VALUE
 */
export function readProxyLine(draft: ProxyDraft, line: Line, unmodelled: () => void): void {
  const [{ text: keyword }] = line;
  const read = Object.hasOwn(LINES, keyword) ? LINES[keyword] : undefined;
  if (read) read(draft, line, unmodelled);
  else if (keyword === 'no' || ACCEPTED_PROXY.has(keyword)) return;
  else unmodelled();
}

type ReadLine = (draft: ProxyDraft, line: Line, unmodelled: () => void) => void;

const LINES: Readonly<Record<string, ReadLine>> = {
  mode: (draft, line, unmodelled) => {
    const word = argument(line, 'a mode');
    if (word.text === 'http' || word.text === 'tcp') draft.mode = word.text;
    else if (word.text === 'health' || word.text === 'log' || word.text === 'spop') unmodelled();
    else throw invalid(word, '"http" or "tcp"');
  },
  maxconn: (draft, line) => {
    // 0 is the process's own.
    draft.maxconn = wholeNumber(soleArgument(line, 'a number')) || null;
  },
  bind: (draft, line) => {
    draft.binds.push(...readBind(line));
  },
  source: (draft, line) => {
    const address = argument(line, 'an address');
    draft.source = readSource(address, line[2]?.text === 'usesrc', false);
  },
  server: (draft, line) => {
    draft.serverLines.push(line);
  },
  'default-server': (draft, line, unmodelled) => {
    const options = readServerOptions(line.slice(1), unmodelled);
    draft.serverOptions = { ...draft.serverOptions, ...options };
  },
  default_backend: (draft, line) => {
    const { text, place } = argument(line, 'a backend');
    draft.defaultBackend = { name: text, place };
  },
  use_backend: (draft, line) => {
    const { text, place } = argument(line, 'a backend');
    draft.useBackends.push({ name: text, place });
  },
};
