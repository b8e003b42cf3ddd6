import type {
  HttpServer,
  MapBlock,
  ProxyPass,
  RewriteStep,
  SplitClients,
  Template,
} from '../../../model/nginx.js';
import { passPlace } from './pass-place.js';

/** What a server's variables can be, as far as that is written down. */
export interface Written {
  readonly maps: readonly MapBlock[];
  readonly splits: readonly SplitClients[];
  readonly sets: readonly { readonly variable: string; readonly value: Template }[];
}

/** Every `set` of a server, those in its locations and in their `if`s too. */
export function setsOf({ rewrite, locations }: HttpServer): Written['sets'] {
  const steps = [rewrite, ...locations.map((location) => location.rewrite)];
  return steps.flatMap((some) => [...everySet(some)]);
}

function* everySet(steps: readonly RewriteStep[]): Iterable<Written['sets'][number]> {
  for (const step of steps) {
    if (step.kind === 'set') yield step;
    else if (step.kind === 'if') yield* everySet(step.steps);
  }
}

/** More than any configuration names; a map of addresses for each of a million clients is no list. */
const MOST_TARGETS = 1000;

/**
 * The places that a pass can lead to, without scheme and URI: its own, or one for each value of the
 * variables in it, where all of them are written in the configuration.
 */
export function targetsOf(target: Template, written: Written): Template[] {
  const { place } = passPlace(target);
  const texts = textsOf(place, written, 0);
  if (texts === null) return [place];
  return [...new Set(texts)].map(bare).filter((found) => found.length > 0);
}

/** Where a pass leads for sure. */
export interface SurePlace {
  /** Without scheme and URI. */
  readonly place: string;
  /** null = that of the client. */
  readonly uri: Template | null;
}

/** The one place that a pass leads to; null = there are several, or some are known at run time only. */
export function surePlace(
  pass: Pick<ProxyPass, 'target' | 'uri'>,
  written: Written,
): SurePlace | null {
  const { place, uri } = passPlace(pass.target);
  const texts = new Set(textsOf(place, written, 0));
  const [text] = texts;
  if (text === undefined || texts.size > 1) return null;
  const [only] = bare(text);
  if (typeof only !== 'string') return null;
  // The value of a variable may be a whole URL.
  const [, path] = only.startsWith('unix:') ? [] : (/^(?:\w*:\/\/)?[^/]*(\/.*)$/s.exec(text) ?? []);
  return { place: only, uri: pass.uri ?? uri ?? (path === undefined ? null : [path]) };
}

/** A map leads to a map leads to a map; deeper is a circle. */
const MOST_MAPS = 8;

/** Every text that a template can be; null = some of them are known only while it runs. */
function textsOf(template: Template, written: Written, depth: number): string[] | null {
  let texts = [''];
  for (const part of template) {
    const values = typeof part === 'string' ? [part] : valuesOf(part.variable, written, depth);
    if (values === null || texts.length * values.length > MOST_TARGETS) return null;
    texts = texts.flatMap((text) => values.map((value) => text + value));
  }
  return texts;
}

/** The same of a variable; where it is empty nothing is passed on, so that is none. */
function valuesOf(variable: string, written: Written, depth: number): string[] | null {
  // Whichever it is, the port is the one that is written.
  if (variable === 'scheme') return ['http'];
  const named = <T extends { readonly variable: string }>(all: readonly T[]) =>
    all.filter((one) => one.variable === variable);
  const templates = [
    ...named(written.maps).flatMap((map) => [
      map.default,
      ...map.entries.map(({ value }) => value),
    ]),
    ...named(written.splits).flatMap(({ parts }) => parts.map(({ value }) => value)),
    ...named(written.sets).map(({ value }) => value),
  ];
  if (templates.length === 0 || depth === MOST_MAPS) return null;
  const values = new Set<string>();
  for (const template of templates) {
    const texts = textsOf(template, written, depth + 1);
    if (texts === null) return null;
    for (const text of texts) if (text !== '') values.add(text);
  }
  return values.size > 0 && values.size <= MOST_TARGETS ? [...values] : null;
}

/** Without `http://`, `grpcs://` in front and a URI behind, which the value of a variable may have. */
function bare(text: string): Template {
  const rest = text.replace(/^\w*:\/\//, '');
  const place = rest.startsWith('unix:')
    ? rest.replace(/^(unix:[^:]+):.*$/s, '$1')
    : rest.replace(/\/.*$/s, '');
  return place === '' ? [] : [place];
}
