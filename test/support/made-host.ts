import type { Host } from '../../src/host/facts/host.js';

/** A host that consists of the given files and program outputs. */
export function madeHost(
  made: Partial<Host> & {
    readonly files?: Readonly<Record<string, string>>;
    readonly programs?: Readonly<Record<string, string>>;
  },
): Host {
  const { files = {}, programs = {}, ...rest } = made;
  return {
    platform: 'linux',
    release: '6.18.44-generic',
    cpus: 4,
    read: (path) => files[path] ?? null,
    link: () => null,
    lines: (path) => (files[path] ?? '').split('\n'),
    loopbackCidrs: () => ['127.0.0.1/8'],
    run: (program) => programs[program] ?? null,
    versionText: (program) => programs[`${program} -v`] ?? null,
    ...rest,
  };
}
