import { describe, expect, it } from 'vitest';
import { tokenizeLines } from '../../../../src/config/haproxy/syntax/tokenize.js';
import { languageOf } from '../../../../src/config/language.js';
import { refusalOf } from '../../../support/refusal.js';

const refusal = (text: string) => refusalOf(() => tokenizeLines(text, 'f'));

describe('a template that is not filled in', () => {
  it.each([
    ['global\n maxconn {{ haproxy_maxconn }}', 'f:2:10', '{{ haproxy_maxconn }}'],
    ['global\n{% if x %}\n maxconn 1\n{% endif %}', 'f:2:1', '{% if x %}'],
    ['listen l\n bind "*:{{port}}"', 'f:2:10', '{{port}}'],
    ['global\n maxconn <%= @maxconn %>', 'f:2:10', '<%= @maxconn %>'],
    ['<% @servers.each do |s| -%>\n server a', 'f:1:1', '<% @servers.each do |s| -%>'],
    ['{{- range .Servers }}', 'f:1:1', '{{- range .Servers }}'],
    ['{# a comment of Jinja #}', 'f:1:1', '{# a comment of Jinja #}'],
  ])('is refused at its first mark: %j', (text, place, mark) => {
    expect(refusal(text)).toContain(`CONFIG_NOT_RENDERED ${place}`);
    expect(refusal(text)).toContain(mark);
  });

  it.each([
    '# {{ not read }}',
    'server a 10.0.0.1:80 # {{ managed }}',
    'http-request deny if { path /{{x}} } { src 10.0.0.1 }',
    'http-request return status 200 content-type text/plain lf-string "{{x}}"',
    'log-format "%{+Q}o {{ a }}"',
    'use_backend b if { path_reg ^/[a-z]{2}%20 }',
    'acl x path_reg \\d{1,{2}',
  ])('is none in %j', (line) => {
    expect(() => tokenizeLines(`listen l\n ${line}`, 'f')).not.toThrow();
  });

  it('does not hide whose configuration it is', () => {
    expect(languageOf('haproxy.conf', '{{- $c := .Config }}\nglobal\n maxconn 1\n')).toBe(
      'haproxy',
    );
    expect(languageOf('x', '{% if x %}\nhttp {\n}\n')).toBe('nginx');
  });

  it('is told in a moment, however long the line is', () => {
    expect(() => tokenizeLines(`x ${'{{'.repeat(200_000)}`, 'f')).not.toThrow();
    expect(() => tokenizeLines(`x ${'<%'.repeat(200_000)}`, 'f')).not.toThrow();
  });
});
