import { TidegateError } from '../../../lib/errors.js';
import type { Place } from '../../../model/place.js';

/**
 * Marks of Jinja, Go, Handlebars and Liquid, and of ERB and EJS. A whole mark anywhere, or the
 * beginning of one at the beginning of a line.
 */
const MARK = /^[ \t]*(\{[{%#][^\n]*|<%[^\n]*)|(\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|<%[^%\n]*%>)/;
/** Lines that send or log text, which may contain such braces. */
const TEXT = /^[ \t]*(?:http-|log-format|errorfile|unique-id-format|tcp-check|lua)/;
const SHOWN = 40;

/**
 * Refuses a file that a deploy tool has not filled in yet. HAProxy would refuse it with an error
 * about whatever it takes the mark for.
 * @throws TidegateError CONFIG_NOT_RENDERED
 */
export function refuseTemplate(line: string, place: (at: number) => Place): void {
  if (!/[{<][{%#]|<%/.test(line) || TEXT.test(line)) return;
  const found = MARK.exec(line);
  if (!found) return;
  const mark = (found[1] ?? found[2] ?? '').trim();
  const at = line.indexOf(mark, found.index);
  const comment = line.indexOf('#');
  if (comment !== -1 && comment < at) return;
  const shown = mark.length > SHOWN ? `${mark.slice(0, SHOWN)}...` : mark;
  throw new TidegateError(
    'CONFIG_NOT_RENDERED',
    `${shown} is a placeholder of a template, which a deploy tool fills in before HAProxy reads the file`,
    { place: place(at), hint: 'Name the file that the tool has written.' },
  );
}
