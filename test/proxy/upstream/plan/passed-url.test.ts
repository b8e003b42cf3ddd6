import { describe, expect, test } from 'vitest';
import { takeApart } from '../../../../src/proxy/upstream/plan/passed-url.js';

describe('a URL that variables have come to', () => {
  test.each([
    ['http://up', { host: 'up', port: null, uri: '' }],
    ['HTTP://up:8080/a?b', { host: 'up', port: '8080', uri: '/a?b' }],
    ['http://up?b', { host: 'up', port: null, uri: '/?b' }],
    ['http://up/:80', { host: 'up', port: null, uri: '/:80' }],
    ['http://[::1]:80/', { host: '[::1]', port: '80', uri: '/' }],
    ['http://[::1]', { host: '[::1]', port: null, uri: '' }],
  ])('%s', (url, parts) => {
    expect(takeApart(url)).toEqual({ kind: 'url', ...parts });
  });

  test.each([
    ['', 500, 'invalid URL prefix in ""'],
    ['http://', 500, 'invalid URL prefix in "http://"'],
    ['http:/up', 500, 'invalid URL prefix in "http:/up"'],
    ['up', 500, 'invalid URL prefix in "up"'],
    ['http:///up', 500, 'no host in upstream "/up"'],
    ['http://:80', 500, 'no host in upstream ":80"'],
    ['http://up:', 500, 'invalid port in upstream "up:"'],
    ['http://up:0', 500, 'invalid port in upstream "up:0"'],
    ['http://up:65536', 500, 'invalid port in upstream "up:65536"'],
    ['http://[::1', 500, 'invalid host in upstream "[::1"'],
    ['http://[::1]80', 500, 'invalid host in upstream "[::1]80"'],
    ['http://[]', 500, 'no host in upstream "[]"'],
    ['http://[x]', 500, 'invalid IPv6 address in upstream "[x]"'],
    ['https://up', 502, 'https is not supported in "https://up"'],
    ['http://unix:/s', 502, 'unix sockets are not supported in "http://unix:/s"'],
  ])('%s is none', (url, status, words) => {
    expect(takeApart(url)).toEqual({ kind: 'none', status, words });
  });
});
