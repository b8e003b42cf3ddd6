import type { Warning } from '../../../model/capacity.js';
import type { NginxConfig } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import { namesText } from '../../names-text.js';
import { copyNotes, emptyPatterns, missingFiles } from '../reading/missing-files.js';
import { unmodelledOf } from '../refused/unmodelled.js';
import { templateText } from '../variables/evaluate-map.js';
import { loopsOf, loopText } from './loops/loops.js';
import type { Pass } from './routes.js';

/** What the figures of a configuration leave out, and what in it cannot work. */
export function warningsOfConfig(config: NginxConfig): Warning[] {
  return [...leftOut(config), ...toItself(config), ...unmodelled(config)];
}

/** What is unknown about a way out, or about its bind address. @param target as written */
export function warningsOfPass(pass: Pass, target: string): Warning[] {
  return [...unknownTarget(pass, target), ...fixedPort(pass, target)];
}

/** The target of a variable is known only for each request; so is that of an upstream without servers. */
function unknownTarget({ target, protocol, place, upstream }: Pass, text: string): Warning[] {
  if (upstream?.servers.length === 0) {
    return [
      {
        code: 'TARGET_UNKNOWN',
        message: `upstream ${text} has no servers here: counted as one server`,
        fix: 'Write its servers; nginx itself starts without them only where it gets them from elsewhere.',
        file: upstream.place.file,
        line: upstream.place.line,
      },
    ];
  }
  if (target.every((part) => typeof part === 'string')) return [];
  return [
    {
      code: 'TARGET_UNKNOWN',
      message: `the target of ${directiveOf(protocol)} ${text} is chosen at run time: counted as one server`,
      fix: 'Count each place it may lead to by itself: --sources N --destinations LIST.',
      file: place.file,
      line: place.line,
    },
  ];
}

function fixedPort({ bind, protocol }: Pass, target: string): Warning[] {
  if (bind?.kind !== 'address' || bind.port === undefined) return [];
  const name = protocol === 'stream' ? 'proxy_bind' : `${protocol}_bind`;
  return [
    {
      code: 'SOURCE_PORT_FIXED',
      message: `${name} binds to port ${bind.port}: one connection at a time, whichever server of ${target} it goes to`,
      fix: `Leave the port out: ${name} ${templateText(bind.address)};`,
      file: bind.place.file,
      line: bind.place.line,
    },
  ];
}

function directiveOf(protocol: Pass['protocol']): string {
  return protocol === 'stream' ? 'proxy_pass' : `${protocol}_pass`;
}

function* unmodelled(config: NginxConfig): Iterable<Warning> {
  if (config.shape === 'fragment') {
    yield {
      code: 'PROXY_LIMITS_UNKNOWN',
      message: `this is a fragment${fragmentText(config)}: worker_connections and nofile of its proxy are left out`,
      fix: 'Name the configuration that includes it.',
      file: config.file,
      line: null,
    };
  }
  const { matters, slips, harmless, foreign } = unmodelledOf(config);
  for (const { name, effect, place } of matters) {
    yield unmodelledWarning(`${name}: ${effect}`, 'Take it into account by hand.', place);
  }
  for (const { name, near, place } of slips) {
    yield unmodelledWarning(`"${name}" is not known`, `Did you mean "${near}"?`, place);
  }
  const [first] = foreign;
  if (first) {
    const message = `of unknown modules: ${namesText(foreign)}`;
    yield unmodelledWarning(message, 'Check by hand whether they open connections.', first.place);
  }
  if (harmless.length > 0) {
    const message = `ignored, because they change no number of connections: ${namesText(harmless)}`;
    yield { ...unmodelledWarning(message, 'Nothing needs to be done.', null), severity: 'info' };
  }
}

/** The parts that it consists of, if that leaves something unknown. */
function fragmentText({ http, stream }: NginxConfig): string {
  const of = (name: 'servers' | 'upstreams') => [
    ...(http?.[name] ?? []),
    ...(stream?.[name] ?? []),
  ];
  if (of('servers').length > 0 || of('upstreams').length === 0) return '';
  return ' of upstreams, counted as if a server passed to each from one address';
}

function unmodelledWarning(message: string, fix: string, place: Place | null): Warning {
  const [file, line] = [place?.file ?? null, place?.line ?? null];
  return { code: 'UNMODELLED_DIRECTIVE', message, fix, file, line };
}

/** What was skipped so that the configuration could be read. */
function* leftOut(config: NginxConfig): Iterable<Warning> {
  const { missingIncludes, byteOrderMarks } = config;
  for (const { names, place, usual } of missingFiles(missingIncludes)) {
    yield {
      code: 'INCLUDE_MISSING',
      message: `missing, so their content is not counted: ${names}`,
      fix: usual
        ? 'As a rule such files hold nothing that changes a number of connections.'
        : 'Name the directory they are relative to: -p PREFIX.',
      ...(usual && { severity: 'info' }),
      file: place.file,
      line: place.line,
    };
  }
  const empty = emptyPatterns(config);
  if (empty) {
    yield {
      code: 'INCLUDE_EMPTY',
      message: empty.nothingElse
        ? `there is no server here, because this pattern matches no file: ${empty.names}; the figures are those of the process alone, with two connections for each client`
        : `matches no file here: ${empty.names}`,
      fix: 'Copy the files to where the pattern looks for them, or name their directory: -p PREFIX.',
      ...(!empty.nothingElse && { severity: 'info' }),
      file: empty.place.file,
      line: empty.place.line,
    };
  }
  for (const { message, mend, place } of copyNotes(config)) {
    const { file, line } = place;
    yield { code: 'INCLUDE_MISSING', message, fix: mend, severity: 'info', file, line };
  }
  for (const { file, line } of byteOrderMarks) {
    yield {
      code: 'BYTE_ORDER_MARK',
      message:
        'the file begins with a byte order mark, which nginx takes for a part of the first word',
      fix: 'Save it as UTF-8 without one.',
      file,
      line,
    };
  }
}

/** One request then holds every slot, so no figure is meaningful. */
function* toItself(config: NginxConfig): Iterable<Warning> {
  for (const loop of loopsOf(config)) {
    const { file, line } = loop.place;
    const slots = loop.always ? 'one request takes every slot' : 'a request may take many slots';
    yield {
      code: 'PROXIES_TO_ITSELF',
      message: `${loopText(loop)}: ${slots}`,
      fix: 'Pass to where the application listens.',
      file,
      line,
    };
  }
}
