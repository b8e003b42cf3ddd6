import { invalid } from '../../word.js';
import { isNever, isUnconditional } from '../syntax/condition.js';
import type { Line } from '../syntax/tokenize.js';
import { argument, knownNumber, readSource, soleArgument } from '../syntax/values.js';
import { ruleSetOf } from './answers.js';
import { readBind, readBindLine } from './bind.js';
import type { ProxyDraft } from './drafts.js';
import { ACCEPTED_PROXY } from './keywords.js';
import { readServerOptions } from './server-line.js';

/** What is recorded about a line besides what it sets. */
export interface LineNotes {
  /** The keyword may change the figures. */
  unmodelled(): void;
  /** A figure depends on variables that are not set. */
  unset(line: Line): void;
  /** Ports for checks in the line: HAProxy keeps a descriptor for each word that names one. */
  checkPorts(count: number): void;
}

/**
 * Reads one line of `defaults`, `frontend`, `backend` or `listen`.
 * @throws TidegateError CONFIG_ARGUMENTS_BAD, CONFIG_VALUE_BAD
 */
export function readProxyLine(draft: ProxyDraft, line: Line, notes: LineNotes): void {
  const [{ text: keyword }, option] = line;
  if (PERSISTENCE.has(keyword)) draft.persists = true;
  if (ruleSetOf(line)) draft.rules.push(line);
  if (setsDestination(line)) draft.setsDestination = true;
  const read = Object.hasOwn(LINES, keyword) ? LINES[keyword] : undefined;
  if (read) {
    notes.unset(line);
    if (keyword.includes('server')) notes.checkPorts(checkPortsOf(line));
    read(draft, line, notes.unmodelled);
  } else if (keyword === 'no' && option?.text === 'option') {
    draft.options = new Set([...draft.options].filter((one) => one !== line[2]?.text));
  } else if (keyword === 'no' || ACCEPTED_PROXY.has(keyword)) return;
  else notes.unmodelled();
}

/** Keywords by which clients return to the server that they had. */
const PERSISTENCE = new Set(['cookie', 'stick', 'persist']);

/**
 * A rule that sets the destination, or a `bind` that takes it from a PROXY header or a redirected
 * packet.
 */
function setsDestination([{ text: keyword }, ...args]: Line): boolean {
  const wanted = /^(?:http|tcp)-request$/.test(keyword)
    ? /^(?:set-dst(?:-port)?|expect-(?:proxy|netscaler-cip))$/
    : /^(?:transparent|accept-(?:proxy|netscaler-cip))$/;
  const told = keyword === 'bind' || keyword.endsWith('-request');
  return told && args.some(({ text }) => wanted.test(text));
}

/** `port N` and `agent-port N` of a server. Source: HAProxy check.c; measured with 2.6.12. */
function checkPortsOf(line: Line): number {
  return line.filter(({ text }) => text === 'port' || text === 'agent-port').length;
}

type ReadLine = (draft: ProxyDraft, line: Line, unmodelled: () => void) => void;

const LINES: Readonly<Record<string, ReadLine>> = {
  mode: (draft, line, unmodelled) => {
    const word = argument(line, 'a mode');
    if (word.text === 'http' || word.text === 'tcp') draft.mode = word.text;
    else if (word.unset || /^(?:health|log|spop)$/.test(word.text)) unmodelled();
    else throw invalid(word, '"http" or "tcp"');
  },
  maxconn: (draft, line) => {
    // 0 means the value of the process.
    draft.maxconn = knownNumber(soleArgument(line, 'a number')) || null;
  },
  backlog: (draft, line) => {
    draft.backlog = knownNumber(argument(line, 'a number')) || null;
  },
  fullconn: (draft, line) => {
    draft.fullconn = knownNumber(soleArgument(line, 'a number')) || null;
  },
  balance: (draft, line) => {
    draft.balance = line[1]?.text ?? 'roundrobin';
  },
  option: (draft, line) => {
    const name = line[1]?.text ?? '';
    if (name === 'transparent' || name === 'http_proxy') draft.anywhere = line[0].place;
    draft.options = new Set([...draft.options, name]);
  },
  disabled: (draft) => {
    draft.disabled = true;
  },
  enabled: (draft) => {
    draft.disabled = false;
  },
  bind: (draft, line) => {
    const { binds, others, unixEnds } = readBind(line);
    draft.unixEnds.push(...unixEnds);
    draft.bindLines.push(readBindLine(line, binds.length + others));
    // One by one, because a range may have more ports than a call can have arguments.
    for (const bind of binds) draft.binds.push(bind);
    draft.otherBinds += others;
    draft.takesTls ||= line.some(({ text }) => text === 'ssl');
  },
  source: (draft, line) => {
    const address = argument(line, 'an address');
    draft.source = readSource(address, line.slice(2, 4), false);
  },
  server: (draft, line) => {
    draft.serverLines.push(line);
  },
  'server-template': (draft, line) => {
    draft.serverLines.push(line);
  },
  dispatch: (draft, line) => {
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
  'use-server': (draft, line) => {
    if (draft.isLed || isNever(line)) return;
    draft.useServers.add(argument(line, 'a server').text);
    draft.isLed = isUnconditional(line);
  },
  use_backend: (draft, line) => {
    const { text, place } = argument(line, 'a backend');
    const holds = { always: isUnconditional(line), never: isNever(line) };
    draft.useBackends.push({ name: text, place, ...holds });
  },
};
