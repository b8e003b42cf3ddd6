import { readNginxConfig } from '../../../dist/config/nginx/reading/read.js';
import { mapEvaluator } from '../../../dist/config/nginx/variables/evaluate-map.js';

/** Values that are matched with a map's keys; the keys are fixed, because the user writes them. */
const MAP = `map $a $b {
  hostnames; default d; "" e; one 1; *.example.org 2; .org 3; mail.* 4; ~^(?<p>[a-z]+)-(\\d+)$ $p; ~*\\.NET$ 6;
}`;
const source = { read: () => `events {} http { ${MAP} }`, glob: () => [] };
const evaluate = mapEvaluator(readNginxConfig('/f', source).http.maps[0]);

export const maps = {
  right: ['one', 'a.example.org', 'mail.x.y', 'abc-123', 'x.net'],
  words: 'a . - .org mail. .net 1 * example'.split(' '),
  run: (text) => evaluate(text),
};
