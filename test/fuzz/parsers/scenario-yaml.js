import { readScenario } from '../../../dist/config/scenario/read-scenario.js';
import { VOCABULARY } from '../../../dist/run/scenarios/vocabulary.js';
import { shipped } from '../support/corpus.js';

/** A scenario, as `run` reads it. */
export const scenarioYaml = {
  right: shipped('.yaml'),
  words: [
    ...'--- ... : - ? | > |+ >- & * &a *a ! !!str !!binary {} [] { } [ ] " \' # % @ ` , <<'.split(
      ' ',
    ),
    ...'schema name topology load mix share kind every lasts maintenance backend a 1s 64k'.split(
      ' ',
    ),
    '\n',
    '\n  ',
    '\n    - ',
    'a: b\n',
    'x: &a [*a, *a]\n',
    '- &a [1, 2]\n- [*a, *a]\n',
    '"\\u0000\\x41"',
  ],
  run: (text) => readScenario('scenario.yaml', text, VOCABULARY),
};
