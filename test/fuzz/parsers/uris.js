import { ipBytes } from '../../../dist/lib/address/ip.js';
import { parseHost } from '../../../dist/proxy/http/heads/host.js';
import { escapePath, parseRequestUri } from '../../../dist/proxy/http/heads/uri.js';
import { accelUri } from '../../../dist/proxy/site/accel-uri.js';
import { readRanges } from '../../../dist/proxy/site/files/byte-ranges.js';
import { asBytes } from '../../../dist/proxy/variables/as-bytes.js';

/** Targets, hosts, ranges and paths: each reader is given every text. */
export const uris = {
  right: [
    '/a/b?c=d',
    'http://h:80/x',
    '/a/../../b/./c//d',
    '/%41%2f%00',
    'h:8080',
    '[::1]:80',
    'bytes=0-1,-5',
    '::ffff:1.2.3.4',
  ],
  words: '/ // . .. ? # % %2f %00 %zz : @ [ ] http:// a é = & bytes= - , ;'
    .split(' ')
    .concat(' ', '\t', '\n', '\0'),
  run(text) {
    const bytes = asBytes(text);
    parseHost(bytes);
    for (const merge of [true, false]) {
      const uri = parseRequestUri(bytes, merge, false);
      if (uri) escapePath(uri.path);
    }
    accelUri(bytes);
    readRanges(bytes, 1000, 1000);
    ipBytes(bytes);
  },
};
