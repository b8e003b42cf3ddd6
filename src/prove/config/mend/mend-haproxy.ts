import { type Line, tokenizeLines } from '../../../config/haproxy/syntax/tokenize.js';
import type { TargetChange } from '../../../model/capacity.js';

const SECTIONS =
  /^(?:global|defaults|frontend|backend|listen|userlist|peers|resolvers|cache|program|ring|log-forward|mailers|http-errors|fcgi-app)$/;
/** Lines that define servers, which are replaced all together. */
const SERVERS = /^(?:server|server-template|dispatch)$/;

interface Section {
  /** `backend app`. */
  readonly header: string;
  /** Indexes of lines: its header, and the line after its last. */
  readonly from: number;
  readonly to: number;
}

/** An HAProxy configuration with the lines of a mend pasted where each belongs. */
export function mendHaproxy(text: string, changes: readonly TargetChange[]): string {
  return changes
    .filter(({ where }) => where === 'haproxy')
    .reduce((mended, { lines: [header = '', ...lines] }) => paste(mended, header, lines), text);
}

function paste(text: string, header: string, given: readonly string[]): string {
  const lines = text.split('\n');
  const read = tokenizeLines(text, 'the copy');
  const sections = sectionsOf(read, lines.length).filter((one) => one.header === header);
  if (sections.length === 0) return [header, ...given, text].join('\n');
  const [first] = sections as [Section];
  const replaced = new Set(given.map(kindOf));
  const isReplaced = (line: Line) => {
    const at = line[0].place.line - 1;
    return (
      sections.some(({ from, to }) => at > from && at < to) && replaced.has(kindOf(line[0].text))
    );
  };
  const gone = read.filter(isReplaced).map(([{ place }]) => place.line - 1);
  const at = gone[0] ?? first.from + 1;
  return [
    ...lines.slice(0, at),
    ...given,
    ...lines.slice(at).filter((_, index) => !gone.includes(at + index)),
  ].join('\n');
}

/** The kind of line that a line replaces. */
function kindOf(line: string): string {
  const [keyword = ''] = line.trim().split(/\s/);
  return SERVERS.test(keyword) ? 'server' : keyword;
}

function sectionsOf(read: readonly Line[], end: number): Section[] {
  const begins = read.filter(([keyword]) => SECTIONS.test(keyword.text));
  return begins.map((line, index) => ({
    header: line
      .slice(0, line[0].text === 'global' ? 1 : 2)
      .map(({ text }) => text)
      .join(' '),
    from: line[0].place.line - 1,
    to: (begins[index + 1]?.[0].place.line ?? end + 1) - 1,
  }));
}
