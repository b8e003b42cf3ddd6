import { countAddresses } from '../../../dist/capacity/plain/address-count.js';
import { plainDeployment } from '../../../dist/capacity/plain/plain-hop.js';
import { parseHeaderField } from '../../../dist/cli/options/header-option.js';
import { clientsOption, nofileOption } from '../../../dist/cli/options/host-flags.js';
import {
  durationOption,
  pathOption,
  portListOption,
  portRangeOption,
  ratioOption,
  versionOption,
  wholeOption,
} from '../../../dist/cli/options/option-parsers.js';
import {
  hostPort,
  isAddress,
  sizeBytes,
  template,
  timeMs,
} from '../../../dist/config/nginx/values/values.js';
import { TidegateError } from '../../../dist/lib/errors.js';
import { parseDurationMs, parseSizeBytes } from '../../../dist/lib/units.js';
import { parseSources } from '../../../dist/plan/sources.js';
import { parseThreshold } from '../../../dist/verify/thresholds.js';
import { FACTS } from './facts.js';

const nginxWord = (text) => ({ text, quoted: true, place: { file: 'f', line: 1, column: 1 } });

const READERS = [
  ...[timeMs, sizeBytes, hostPort, template].map((read) => (text) => read(nginxWord(text))),
  parseDurationMs,
  parseSizeBytes,
  isAddress,
  parseSources,
  clientsOption,
  parseHeaderField,
  (text) => countAddresses(text, FACTS),
  (text) =>
    plainDeployment({ sources: text, destinations: text, bind: 'late', maxConns: null }, FACTS),
  nofileOption,
  (text) => parseThreshold('max', text),
  durationOption('--n'),
  pathOption('--n'),
  wholeOption('--n'),
  portListOption('--n'),
  portRangeOption('--n'),
  ratioOption('--n'),
  versionOption('--n'),
];

/** Times, sizes, addresses, ports and options: each reader is given every text. */
export const shortValues = {
  right: [
    '1h 30m',
    '500ms',
    '64k',
    '1.5m',
    '[::1]:80',
    '127.0.0.1-127.0.0.9',
    '10.0.0.0/8',
    'local:4',
    '1024-65535',
    '80,8080-8090',
    'p99.9=200ms',
    'X-Name: value',
    '$a${b}c$1',
    '/path',
  ],
  words: '1 9 0 y M w d h m s ms k g . - , : / = $ ${ } [ ] % 127.0.0. :: p99 local remote x e'
    .split(' ')
    .concat(' ', '\t', '\n'),
  run(text) {
    for (const read of READERS) {
      try {
        read(text);
      } catch (error) {
        if (!(error instanceof TidegateError)) throw error;
      }
    }
  },
};
