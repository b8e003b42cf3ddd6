import type { Directive } from '../../../../config/nginx/syntax/syntax.js';
import type { Word } from '../../../../config/word.js';

/** A directive of the copy, without a place. */
export interface Written {
  readonly name: Pick<Word, 'text' | 'quoted'>;
  readonly args: readonly Pick<Word, 'text' | 'quoted'>[];
  readonly body: readonly Written[] | null;
}

/** A directive of plain words. */
export function directive(name: string, ...args: readonly string[]): Written {
  return { name: plain(name), args: args.map(plain), body: null };
}

/** The directive as it was read. */
export function written({ name, quotedName, args }: Directive, body: Written['body']): Written {
  return { name: { text: name, quoted: quotedName }, args, body };
}

/** Writes one directive a line, so that the number of a refused line identifies it. */
export function writeNginx(directives: readonly Written[], indent = ''): string {
  return directives
    .map(({ name, args, body }) => {
      const words = [name, ...args].map(wordText).join(' ');
      if (body === null) return `${indent}${words};\n`;
      return `${indent}${words} {\n${writeNginx(body, `${indent}  `)}${indent}}\n`;
    })
    .join('');
}

function plain(text: string): { text: string; quoted: boolean } {
  return { text, quoted: false };
}

function wordText({ text, quoted }: Pick<Word, 'text' | 'quoted'>): string {
  const braces = text.replaceAll('${', '').includes('{');
  const bare = !quoted && text !== '' && !braces && !/[\s;"'\\]|^[#}]/.test(text);
  return bare ? text : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
