import type { Word } from '../../word.js';
import { invalid } from '../../word.js';
import type { Drafts, MainDraft } from '../drafts/drafts.js';
import { newHttp, newStream } from '../drafts/drafts.js';
import { type AnyEntry, argument, type Entry } from '../drafts/entry.js';
import { flag, integer, text, timeMs } from '../values/values.js';

/** Top level and `events`: processes, their slots and descriptors. */
export const MAIN: readonly AnyEntry[] = [
  main('worker_processes', (draft, word) => {
    draft.workerProcesses = word.text === 'auto' ? 'auto' : positive(word);
  }),
  main('worker_rlimit_nofile', (draft, word) => {
    draft.workerRlimitNofile = integer(word);
  }),
  main('worker_shutdown_timeout', (draft, word) => {
    draft.workerShutdownTimeoutMs = timeMs(word);
  }),
  main('pid', (draft, word) => {
    draft.pid = text(word);
  }),
  main('daemon', (draft, word) => {
    draft.daemon = flag(word);
  }),
  main('master_process', (draft, word) => {
    draft.masterProcess = flag(word);
  }),
  main('working_directory', (draft, word) => {
    draft.workingDirectory = text(word);
  }),
  {
    name: 'user',
    contexts: ['main'],
    args: [1, 2],
    apply: (draft, directive) => {
      const name = text(argument(directive, 0));
      const group = directive.args[1];
      const { place } = directive;
      draft.user = { name, group: group === undefined ? name : text(group), place };
    },
  } satisfies Entry<'main'>,
  {
    name: 'events',
    contexts: ['main'],
    args: [0, 0],
    block: true,
    apply: (draft, directive, reader) => {
      draft.events = true;
      reader.block('events', draft, directive);
    },
  } satisfies Entry<'main'>,
  {
    name: 'worker_connections',
    contexts: ['events'],
    args: [1, 1],
    apply: (draft, directive) => {
      draft.workerConnections = positive(argument(directive, 0));
    },
  } satisfies Entry<'events'>,
  {
    name: 'http',
    contexts: ['main'],
    args: [0, 0],
    block: true,
    apply: (draft, directive, reader) => {
      draft.http = newHttp();
      reader.block('http', draft.http, directive);
    },
  } satisfies Entry<'main'>,
  {
    name: 'stream',
    contexts: ['main'],
    args: [0, 0],
    block: true,
    apply: (draft, directive, reader) => {
      draft.stream = newStream();
      reader.block('stream', draft.stream, directive);
    },
  } satisfies Entry<'main'>,
];

function main(name: string, set: (draft: MainDraft, word: Word) => void): AnyEntry {
  return {
    name,
    contexts: ['main'],
    args: [1, 1],
    apply: (draft: Drafts['main'], directive) => set(draft, argument(directive, 0)),
  };
}

function positive(word: Word): number {
  const value = integer(word);
  if (value === 0) throw invalid(word, 'a number above 0');
  return value;
}
