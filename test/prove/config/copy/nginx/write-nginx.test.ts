import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from '../../../../../src/config/nginx/syntax/parse.js';
import type { Directive } from '../../../../../src/config/nginx/syntax/syntax.js';
import {
  type Written,
  writeNginx,
  written,
} from '../../../../../src/prove/config/copy/nginx/write-nginx.js';

function copied(tree: readonly Directive[]): Written[] {
  return tree.map((one) => written(one, one.body && copied(one.body)));
}

function texts(tree: readonly Directive[]): unknown[] {
  return tree.map(({ name, args, body }) => [
    name,
    args.map(({ text }) => text),
    body && texts(body),
  ]);
}

function expectKept(text: string): void {
  const tree = parse(text, 'nginx.conf');
  expect(texts(parse(writeNginx(copied(tree)), 'copy'))).toEqual(texts(tree));
}

it.each([
  'events { }',
  'map $a $b { default ""; "~^2\\d{3}" 127.0.0.2; \'x y\' "z;"; }',
  'if ($http_x ~ "a\\"b") { return 200 "{\\"a\\": 1}\\n"; }',
  'log_format main \'$remote_addr "$request" ${status}\';',
  'location ~ ^/a\\.b$ { rewrite ^(.*)\\.php$ $1 last; }',
])('writes %j so that it reads the same', (text) => expectKept(text));

it('writes any words so that they read the same', () => {
  const word = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !/[\r\0]/.test(text));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const plain = words.map((text) => ({ text, quoted: false }));
      const [name = { text: '', quoted: false }, ...args] = plain;
      const [read] = parse(writeNginx([{ name, args, body: null }]), 'copy');
      expect([read?.name, ...(read?.args ?? []).map(({ text }) => text)]).toEqual(words);
    }),
  );
});
