import type {
  HttpServer,
  MapBlock,
  ProxyPass,
  RewriteStep,
  SplitClients,
  Template,
} from '../../../model/nginx.js';
import { passPlace } from './pass-place.js';

/** The possible values of a server's variables, as far as they are written in the configuration. */
export interface Written {
  readonly maps: readonly MapBlock[];
  readonly splits: readonly SplitClients[];
  readonly sets: readonly { readonly variable: string; readonly value: Template }[];
}

/** Every `set` of a server, also those in its locations and in their `if`s. */
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

/** Real configurations name fewer. A map of addresses for each of a million clients is not expanded. */
const MOST_TARGETS = 1000;

/**
 * The places that a pass can lead to, without scheme and URI: its own, or one for each value of its
 * variables, if the configuration contains all of them.
 */
export function targetsOf(target: Template, written: Written): Template[] {
  const { place } = passPlace(target);
  const texts = textsOf(place, written, 0);
  if (texts === null) return [place];
  return [...new Set(texts)].map(bare).filter((found) => found.length > 0);
}

/** The only place that a pass leads to. */
export interface SurePlace {
  /** Without scheme and URI. */
  readonly place: string;
  /** null = the client's URI. */
  readonly uri: Template | null;
}

/** The only place that a pass leads to; null = there are several, or some are known only at run time. */
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

/** Depth of maps that refer to other maps; deeper ones are circular. */
const MOST_MAPS = 8;

/** Every possible text of a template; null = some are known only at run time. */
function textsOf(template: Template, written: Written, depth: number): string[] | null {
  let texts = [''];
  for (const part of template) {
    const values = typeof part === 'string' ? [part] : valuesOf(part.variable, written, depth);
    if (values === null || texts.length * values.length > MOST_TARGETS) return null;
    texts = texts.flatMap((text) => values.map((value) => text + value));
  }
  return texts;
}

/** The same for a variable. An empty value is left out, because then nothing is passed on. */
function valuesOf(variable: string, written: Written, depth: number): string[] | null {
  // Both schemes lead to the written port.
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

/** Removes `http://` or `grpcs://` in front and a URI behind, which the value of a variable may have. */
function bare(text: string): Template {
  const rest = text.replace(/^\w*:\/\//, '');
  const place = rest.startsWith('unix:')
    ? rest.replace(/^(unix:[^:]+):.*$/s, '$1')
    : rest.replace(/\/.*$/s, '');
  return place === '' ? [] : [place];
}
