import { parseFacts } from '../../../dist/host/facts/facts-file.js';
import { FACTS } from './facts.js';

/** Facts of another host, as `--facts` reads them. */
export const factsJson = {
  right: [JSON.stringify(FACTS), JSON.stringify(FACTS, null, 2)],
  words: [
    ...'{ } [ ] , : " \\ \\u0000 null true 1e999 -0 0.1 99999 "tcp" "nofile" "portRange" [['.split(
      ' ',
    ),
    ...Object.keys(FACTS).map((name) => `"${name}":`),
    '{"a":',
    '\n',
  ],
  run: (text) => parseFacts(text, 'facts.json'),
};
