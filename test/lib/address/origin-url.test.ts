import { describe, expect, it } from 'vitest';
import { readOriginUrl } from '../../../src/lib/address/origin-url.js';
import { refusalOf } from '../../support/refusal.js';

describe('an origin by URL', () => {
  it.each([
    ['http://127.0.0.1', ['http', '127.0.0.1', 80, '127.0.0.1', '', '/']],
    ['https://tide.test/a?b=c#d', ['https', 'tide.test', 443, 'tide.test', '/a', '/a?b=c']],
    ['http://[::1]:8080/', ['http', '::1', 8080, '[::1]:8080', '', '/']],
    ['http://tide.test:80/shop/', ['http', 'tide.test', 80, 'tide.test', '/shop', '/shop/']],
  ])('%s', (url, parts) => {
    const { scheme, hostname, port, host, basePath, path } = readOriginUrl('--url', url);
    expect([scheme, hostname, port, host, basePath, path]).toEqual(parts);
  });

  it.each(['', 'tide.test', 'ws://tide.test/'])('is not "%s"', (url) => {
    expect(refusalOf(() => readOriginUrl('the URL', url))).toContain('URL_BAD');
  });

  it('is of a scheme that can be used there', () => {
    const secure = 'https://tide.test/';
    expect(() => readOriginUrl('--url', secure, ['http'])).toThrow(`--url is "${secure}"`);
  });

  it.each([
    ['http://anna:geheim@tide.test/', 'anna:geheim'],
    ['http://an%20na:ge%2Fheim@tide.test/', 'an na:ge/heim'],
    ['http://anna@tide.test/', 'anna:'],
    ['http://100%25:%zz@tide.test/', '100%:%zz'],
  ])('may name a user, who asks, and is not shown: %s', (url, credentials) => {
    const target = readOriginUrl('--url', url);
    const encoded = Buffer.from(credentials).toString('base64');
    expect(target.authorization).toBe(`Basic ${encoded}`);
    expect(target.url).toBe('http://tide.test/');
  });
});
