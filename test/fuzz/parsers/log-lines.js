import { COMBINED_FORMAT, compileFormat } from '../../../dist/proxy/access-log/log-format.js';

/** A variable is no longer than a line of a head, large_client_header_buffers. */
const LONGEST_LINE = 8192;

const FORMATS = ['default', 'json', 'none'].map((how) =>
  compileFormat(
    { ...COMBINED_FORMAT, escape: how },
    { compile: () => (value) => value },
    { fixed: {}, byPrefix: () => null },
  ),
);

/** Log lines of a request all of whose variables are the text. */
export const logLines = {
  right: ['GET / HTTP/1.1', 'a"b\\c\x1b[31m\u00ff'],
  words: '" \\ \\x22 \x1b \x7f \0 a é'.split(' ').concat('\n', '\r', '\u2028'),
  run(text) {
    for (const line of FORMATS) line(text.slice(0, LONGEST_LINE));
  },
};
