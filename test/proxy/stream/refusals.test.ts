import { expect, test } from 'vitest';
import type { TidegateError } from '../../../src/lib/errors.js';
import { startStream } from '../support/running-proxy.js';

test.each([
  ['server { listen 9; }', 'CONFIG_SERVER_INCOMPLETE', 'this server of stream does nothing'],
  [
    'server { listen 9; return $nothing; }',
    'CONFIG_VARIABLE_UNKNOWN',
    'unknown variable "$nothing"',
  ],
  [
    'server { listen 9; return $request_uri; }',
    'CONFIG_VARIABLE_UNKNOWN',
    'unknown variable "$request_uri"',
  ],
  [
    'server { listen 9; set $pid 1; return x; }',
    'CONFIG_DUPLICATE',
    '"$pid" is a built-in variable',
  ],
  [
    'server { listen 9; proxy_pass a.example:9; }',
    'CONFIG_UPSTREAM_UNKNOWN',
    'no upstream is named "a.example:9"',
  ],
  [
    'server { listen 9; proxy_bind here; proxy_pass 127.0.0.1:9; }',
    'CONFIG_VALUE_BAD',
    'invalid value "here"',
  ],
  [
    'server { listen 9; proxy_bind $remote_addr transparent; proxy_pass 127.0.0.1:9; }',
    'CONFIG_UNSUPPORTED',
    'proxy_bind transparent is not supported',
  ],
  [
    'upstream u { hash $no; server 127.0.0.1:9; } server { listen 9; proxy_pass u; }',
    'CONFIG_VARIABLE_UNKNOWN',
    'unknown variable "$no"',
  ],
  ['access_log x.log; server { listen 9; return x; }', 'CONFIG_VALUE_BAD', 'invalid value "x.log"'],
  [
    'access_log x.log combined; server { listen 9; return x; }',
    'CONFIG_LOG_FORMAT_UNKNOWN',
    'unknown log format "combined"',
  ],
  [
    'log_format f $request; server { listen 9; return x; }',
    'CONFIG_VARIABLE_UNKNOWN',
    'unknown variable "$request"',
  ],
])('%s', async (text, code, message) => {
  const refusal = await startStream('node', text).catch((error: TidegateError) => error);
  expect(refusal).toMatchObject({ code, message, place: { file: '/test/nginx.conf', line: 3 } });
});
