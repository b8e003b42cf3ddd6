import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

type Rules = Readonly<Record<string, { from: readonly string[]; why: string }>>;

/** Which folders of src a folder may import, and why it may not import the others. */
const MAY_IMPORT = {
  model: { from: [], why: 'types import nothing, so that every folder can use them' },
  lib: { from: ['model'], why: 'leaf code: what it imports, every folder would import' },
  capacity: { from: ['model', 'lib'], why: 'pure: facts and hops in, limits out' },
  config: { from: ['model', 'lib'], why: 'pure: text in, topology out' },
  plan: { from: ['model', 'lib'], why: 'pure: scenario in, plan out' },
  verify: {
    from: ['model', 'lib'],
    why: 'pure: ledger in, verdict out; it must not depend on what recorded the ledger',
  },
  report: { from: ['model', 'lib'], why: 'pure: result in, string out' },
  host: { from: ['model', 'lib'], why: 'reads the host, and knows nothing of a run' },
  net: { from: ['model', 'lib'], why: 'sockets know nothing of what travels on them' },
  proxy: {
    from: ['model', 'lib', 'net', 'config'],
    why: 'the tested thing shares no code with the tester',
  },
  backend: {
    from: ['model', 'lib', 'net'],
    why: 'the second witness shares no mistakes with the tested thing, nor with the tester',
  },
  load: {
    from: ['model', 'lib', 'net', 'plan'],
    why: 'the tester shares no code with the tested thing',
  },
  bench: {
    from: ['model', 'lib', 'net', 'plan', 'load'],
    why: 'a tester too, on the connections and readers of the load',
  },
  run: {
    from: [
      'model',
      'lib',
      'capacity',
      'config',
      'plan',
      'verify',
      'host',
      'net',
      'proxy',
      'backend',
      'load',
    ],
    why: 'it starts and plays everything, and knows nothing of the terminal',
  },
  prove: {
    from: ['model', 'lib', 'capacity', 'config', 'host', 'net'],
    why: 'it compares the calculator with this kernel, and knows nothing of a run',
  },
  cli: {
    from: [
      'model',
      'lib',
      'capacity',
      'config',
      'plan',
      'verify',
      'report',
      'host',
      'net',
      'proxy',
      'backend',
      'load',
      'bench',
      'run',
      'prove',
    ],
    why: 'wiring only: it may import everything, and nothing imports it',
  },
} satisfies Rules;

/**
 * The rooms of the proxy, from the ground up: each may import only rooms above its line. `.` =
 * files of the folder itself.
 */
const PROXY_ROOMS = {
  '.': { from: [], why: 'messages of a proxy; code that starts a proxy imports nothing else' },
  log: { from: [], why: 'everything writes to it' },
  slots: { from: ['log'], why: 'connections of all kinds are counted in the same way' },
  http: { from: ['log', 'slots'], why: 'it passes requests on, and knows no answer' },
  variables: { from: ['log', 'http'], why: 'their values come from a request or a TCP session' },
  'access-log': { from: ['log', 'http', 'variables'], why: 'a format is made of variables' },
  upstream: {
    from: ['.', 'log', 'slots', 'http', 'variables'],
    why: 'it passes requests on, and knows no location',
  },
  health: {
    from: ['.', 'log', 'http', 'variables'],
    why: 'a check finds the state of servers, whatever uses them',
  },
  status: {
    from: ['.', 'http', 'upstream'],
    why: 'it reports the state, and changes nothing',
  },
  site: {
    from: ['log', 'http', 'variables', 'access-log', 'upstream', 'status'],
    why: 'it finds what answers each request',
  },
  stream: {
    from: ['log', 'slots', 'variables', 'access-log', 'upstream'],
    why: 'TCP sessions know nothing of HTTP',
  },
  serving: {
    from: [
      '.',
      'log',
      'slots',
      'http',
      'variables',
      'access-log',
      'upstream',
      'health',
      'status',
      'site',
      'stream',
    ],
    why: 'it assembles one process, and knows no other process',
  },
  process: {
    from: ['.', 'log', 'slots', 'variables', 'upstream', 'health', 'serving'],
    why: 'it starts and ends serving processes, and reads no request',
  },
} satisfies Rules;

/** The configurations, likewise. */
const CONFIG_ROOMS = {
  '.': { from: [], why: 'what all languages share: words, values, sources of files' },
  lint: { from: ['.'], why: 'what the rules of both proxies share' },
  nginx: { from: ['.', 'lint'], why: 'a language does not depend on another one' },
  haproxy: { from: ['.', 'lint'], why: 'a language does not depend on another one' },
  scenario: { from: ['.'], why: 'a scenario names a configuration, but does not read it' },
} satisfies Rules;

/** nginx's configuration, likewise. */
const NGINX_ROOMS = {
  '.': { from: [], why: 'unread texts' },
  syntax: { from: [], why: 'words and blocks, independent of their meaning' },
  values: { from: ['syntax'], why: 'the meaning of one word, in any directive' },
  variables: { from: ['values'], why: 'the values of variables, wherever they are used' },
  drafts: {
    from: ['syntax', 'values'],
    why: 'what has been read so far, by any directive',
  },
  directives: {
    from: ['syntax', 'values', 'drafts'],
    why: 'each is independent; rules between several are in cross-checks',
  },
  'cross-checks': {
    from: ['values', 'directives'],
    why: 'they check what was read, and read nothing',
  },
  reading: {
    from: ['syntax', 'values', 'variables', 'drafts', 'directives', 'cross-checks'],
    why: 'what is written, independent of what follows from it',
  },
  refused: { from: ['variables', 'reading'], why: 'directives that no entry reads' },
  topology: {
    from: ['values', 'variables', 'directives', 'reading', 'refused'],
    why: 'hops, independent of how they are judged',
  },
  lint: {
    from: ['syntax', 'values', 'variables', 'reading', 'refused', 'topology'],
    why: 'rules look at everything',
  },
} satisfies Rules;

/** HAProxy's configuration, likewise. */
const HAPROXY_ROOMS = {
  syntax: { from: [], why: 'words and conditions, independent of their meaning' },
  reading: { from: ['syntax'], why: 'what is written, independent of what follows from it' },
  topology: { from: ['syntax', 'reading'], why: 'hops, independent of how they are judged' },
  lint: { from: ['syntax', 'reading', 'topology'], why: 'rules look at everything' },
} satisfies Rules;

const PURE = ['model', 'capacity', 'config', 'plan', 'verify', 'report'];
const IMPURE_MODULE =
  /^node:(net|tls|http|https|http2|dgram|fs|fs\/promises|child_process|process|os|dns)$/;
const IMPURE_WORD =
  /\b(process\.|console\.|Date\.now|new Date\(\)|performance\.|Math\.random|setTimeout|setInterval|setImmediate)/;
/**
 * `process.exit`, argv and the terminal belong to cli. The entry file of a worker is a program of
 * its own.
 */
const ENTRY = /(^|\/)(main|janitor-main|worker|[\w-]+-worker)\.ts$/;

interface Source {
  readonly file: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: readonly Source[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => {
    const text = readFileSync(join('src', file), 'utf8');
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((m) => m[1] ?? '');
    return { file, folder: file.split('/')[0] ?? '', text, imports };
  });

const local = (source: Source): string[] =>
  source.imports
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(source.file), name.replace(/\.js$/, '.ts'))));

/** The folder of `root` that a file is in; `.` = none of them. */
function folderIn(root: string, file: string): string {
  const [folder = '', ...rest] = file.slice(root.length).split('/');
  return rest.length > 0 ? folder : '.';
}

describe.each([
  ['src', '', MAY_IMPORT],
  ['src/config', 'config/', CONFIG_ROOMS],
  ['src/config/nginx', 'config/nginx/', NGINX_ROOMS],
  ['src/config/haproxy', 'config/haproxy/', HAPROXY_ROOMS],
  ['src/proxy', 'proxy/', PROXY_ROOMS],
] as const)('which folder may import which, in %s', (_, root, rules: Rules) => {
  const within = sources.filter(({ file }) => file.startsWith(root));

  test.each(Object.entries(rules))('%s', (folder, { from, why }) => {
    const wrong = within
      .filter(({ file }) => folderIn(root, file) === folder)
      .flatMap((source) =>
        local(source)
          .filter((target) => target.startsWith(root))
          .filter((target) => ![folder, ...from].includes(folderIn(root, target)))
          .map((target) => `${source.file} imports ${target}`),
      );
    expect(wrong, why).toEqual([]);
  });

  test('every folder has its rule', () => {
    const folders = new Set(within.map(({ file }) => folderIn(root, file)));
    expect([...folders].filter((folder) => !(folder in rules))).toEqual([]);
  });

  test('no rule points up', () => {
    const above: string[] = [];
    for (const [folder, { from }] of Object.entries(rules)) {
      expect(above, `${folder} stands above what it may import`).toEqual(
        expect.arrayContaining([...from]),
      );
      above.push(folder);
    }
  });
});

describe('what the pure folders may touch', () => {
  const pure = sources.filter((source) => PURE.includes(source.folder));

  test('no module that reads or changes the world', () => {
    const wrong = pure.flatMap((source) =>
      source.imports
        .filter((name) => IMPURE_MODULE.test(name))
        .map((name) => `${source.file}: ${name}`),
    );
    expect(wrong, 'what the world says must arrive as an argument').toEqual([]);
  });

  test('no clock, no randomness, no console', () => {
    const wrong = pure
      .filter((source) => IMPURE_WORD.test(withoutComments(source.text)))
      .map((source) => source.file);
    expect(wrong, 'time and chance must arrive as arguments').toEqual([]);
  });
});

test('what plays a run knows no phase, no kind of scenario and no flip', () => {
  const players = ['conductor', 'play', 'carry-out', 'recorder', 'harvest', 'guarantees', 'wait'];
  const known = ['phases/phase.ts', 'targets/target.ts', 'watch/memory.ts'];
  const rooms = /^run\/(phases|scenarios|maintenance|targets|boxes|watch)\//;
  const wrong = players
    .flatMap((name) => sources.filter(({ file }) => file === `run/${name}.ts`))
    .flatMap((source) =>
      local(source)
        .filter((target) => rooms.test(target) && !known.includes(target.slice('run/'.length)))
        .map((target) => `${source.file} imports ${target}`),
    );
  expect(wrong, 'a new kind of run would have to change what plays all of them').toEqual([]);
});

test('only cli and the entry files of worker processes end the process or read argv', () => {
  const wrong = sources
    .filter((source) => source.folder !== 'cli' && !ENTRY.test(source.file))
    .filter((source) =>
      /process\.(exit\(|argv|stdout|stderr|stdin)/.test(withoutComments(source.text)),
    )
    .map((source) => source.file);
  expect(wrong, 'otherwise a run could not clean up').toEqual([]);
});

test('no cycles, and no import of a missing file', () => {
  const edges = new Map(sources.map((source) => [source.file, local(source)]));
  const wrong: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) wrong.push([...path, file].join(' -> '));
    else if (!edges.has(file)) wrong.push(`${path.at(-1)} imports ${file}, which does not exist`);
    if (done.has(file)) return;
    done.add(file);
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
  };
  for (const file of edges.keys()) visit(file, []);
  expect(wrong).toEqual([]);
});

test('no missing file that programs of test/ import from dist/', () => {
  const there = new Set(sources.map((source) => source.file));
  const wrong = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?js$/.test(file))
    .flatMap((file) =>
      [...readFileSync(join('test', file), 'utf8').matchAll(/'(?:\.\.\/)+dist\/([^']+)\.js'/g)]
        .filter((match) => !there.has(`${match[1]}.ts`))
        .map((match) => `${file} imports ${match[1]}, which does not exist`),
    );
  expect(wrong, 'the compiler does not check imports of built files').toEqual([]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
