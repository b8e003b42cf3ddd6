import { describe, expect, it } from 'vitest';
import type { NginxLintCode } from '../../../../src/model/lint.js';
import { examine } from './examine.js';

const found = (text: string, code: NginxLintCode) =>
  examine({ 'nginx.conf': text }).filter((finding) => finding.code === code);

describe('open_file_cache', () => {
  const hides = (inner: string, valid = '') =>
    found(
      `open_file_cache max=100; ${valid} server { ${inner} }`,
      'OPEN_FILE_CACHE_HIDES_FLIP',
    ).map(({ message, edits }) => [message, edits?.length ?? 0]);

  it('hides no flip where the files are those that requests name', () => {
    expect(hides('location / { try_files $uri $uri/ /index.php?$args; }')).toEqual([]);
    expect(hides('location / { try_files $uri /index.html =404; }')).toEqual([]);
    expect(hides('location / { try_files /index.html =404; }')).toEqual([]);
    expect(hides('location / { if (!-e $request_filename) { return 404; } }')).toEqual([]);
  });

  it('hides that of a file that is looked for first, or by an if', () => {
    const text = 'open_file_cache may hide the end of maintenance from this';
    const often = 'for 60s; a health check asks every 5s by default';
    expect(hides('location / { try_files /m.html $uri /index.php; }')).toEqual([
      [`${text} try_files ${often}`, 1],
    ]);
    expect(hides('location / { if (-f $document_root/m.html) { return 503; } }')).toEqual([
      [`${text} if ${often}`, 1],
    ]);
    expect(hides('if (-f /srv/m.html) { return 503; }')).toEqual([[`${text} if ${often}`, 0]]);
    expect(hides('if (-f /srv/m.html) { return 503; }', 'open_file_cache_valid 2s;')).toEqual([]);
  });
});

describe('worker_shutdown_timeout', () => {
  const mend = (inner: string, main = '') =>
    found(
      `${main}\nevents { }\nhttp { ${inner} }`,
      main ? 'DRAIN_TIMEOUT_PAST_SHUTDOWN' : 'SHUTDOWN_TIMEOUT_MISSING',
    )[0]?.mend;
  const server = 'server { listen 80; location / { proxy_pass http://10.0.0.1; } }';

  it('is named with its value and its place', () => {
    expect(mend(server)).toMatch(
      /^Write worker_shutdown_timeout 75s; outside of any block, as above events at nginx\.conf:2:1\. It is above proxy_read_timeout 60s, /,
    );
    expect(mend(`proxy_read_timeout 2h; ${server}`)).toMatch(/ 150m; .* proxy_read_timeout 2h,/);
    const drains = `upstream u { server 10.0.0.2; drain_timeout 100s; } ${server}`;
    expect(mend(drains)).toMatch(/ 3m; .* drain_timeout 100s of u,/);
    expect(mend(drains, 'worker_shutdown_timeout 5s;')).toBe(
      'Write worker_shutdown_timeout 3m; at nginx.conf:1:1, which is above drain_timeout 100s of u; or lower drain_timeout.',
    );
  });
});
