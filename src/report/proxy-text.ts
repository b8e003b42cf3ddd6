import { linesText } from '../lib/text/printable.js';
import type { ProxyCheck, ProxyVersion } from '../model/proxy-report.js';
import { asFile, type Layout } from './text/layout.js';

/** `proxy` prints what nginx prints, line by line, because scripts look for these words. */
export function renderProxyCheck({ file, ignored }: ProxyCheck): string {
  const notices = ignored.map(({ name, place }) => {
    return `[notice] "${name}" changes nothing here, in ${place.file}:${place.line}`;
  });
  const lines = [
    ...notices,
    `the configuration file ${file} syntax is ok`,
    `configuration file ${file} test is successful`,
  ];
  return linesText(lines.map((line) => `tidegate: ${line}`));
}

export function renderProxyVersion({ tidegate, on }: ProxyVersion): string {
  const more = on === null ? [] : Object.entries(on).map(([name, value]) => `${name}: ${value}`);
  return linesText([`tidegate version: tidegate/${tidegate}`, ...more]);
}

/** The addresses on which the proxy accepts; the program that started it may wait for these lines. */
export function renderProxyListens(listens: readonly string[]): string {
  return linesText(listens.map((listen) => `listening on ${listen}`));
}

/** `-T`: every file that was read. */
export function renderProxyFiles(texts: ReadonlyMap<string, string>, layout: Layout): string {
  const files = [...texts].map(([path, text]) => `# configuration file ${path}:\n${text}\n`);
  return asFile(files.join(''), layout);
}
