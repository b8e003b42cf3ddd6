import { assessCapacity } from '../../../dist/capacity/assess.js';
import { lintHaproxy } from '../../../dist/config/haproxy/lint/lint.js';
import { ACCEPTED_GLOBAL, PROXY_SECTIONS } from '../../../dist/config/haproxy/reading/keywords.js';
import { readHaproxyLines } from '../../../dist/config/haproxy/reading/read.js';
import { tokenizeLines } from '../../../dist/config/haproxy/syntax/tokenize.js';
import { haproxyTopologyOf } from '../../../dist/config/haproxy/topology/topology.js';
import { shipped } from '../support/corpus.js';
import { CLIENTS, FACTS } from './facts.js';

/** An HAProxy configuration, as `lint` and `capacity` read it. */
export const haproxyConfig = {
  right: shipped('.cfg'),
  words: [
    ...ACCEPTED_GLOBAL,
    ...PROXY_SECTIONS,
    ...'\n  \n server bind maxconn source weight check inter fall rise default-server balance'.split(
      ' ',
    ),
    ...'option httpchk http-check expect rstring status timeout tunnel 10s 127.0.0.1:80 usesrc'.split(
      ' ',
    ),
    ...'\\x41 \\x " \' # %[path] use_backend default_backend if unless from name .if .endif'.split(
      ' ',
    ),
    ...'"$X" "${X-1}" "${Y}" setenv presetenv unsetenv server-template dispatch'.split(' '),
    'backend b\n  server s 127.0.0.1:1 check\n',
    'frontend f\n  bind :80\n  default_backend b\n',
  ],
  run(text) {
    const lines = tokenizeLines(text, 'haproxy.cfg', { X: '7' });
    const config = readHaproxyLines(lines, 'haproxy.cfg');
    const { deployment, warnings } = haproxyTopologyOf(config, CLIENTS);
    const capacity = assessCapacity(deployment, FACTS, warnings);
    lintHaproxy({ lines, config, facts: FACTS, deployment, capacity });
  },
};
