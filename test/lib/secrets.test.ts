import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secretsOf } from '../../src/lib/secrets.js';

const of = (argv: string[], env: Record<string, string> = {}) => secretsOf({ argv, env });
const NONE = of([]);

describe('a secret that was on the command line is hidden wherever it turns up', () => {
  const cases: [string, string[], string][] = [
    ['the password of a URL', ['http://anna:geheim1@h/'], 'the server said geheim1'],
    ['the same, decoded', ['http://anna:ge%2Fheim@h/'], 'no such user anna:ge/heim'],
    ['the same, as it is sent', ['http://anna:geheim1@h/'], 'got YW5uYTpnZWhlaW0x'],
    ['a token that stands for a user', ['https://ghp_abcdef@h/x'], 'token ghp_abcdef'],
    ['a bearer', ['-H', 'Authorization: Bearer abc.def.ghi'], 'bad token abc.def.ghi'],
    ['an option in one word', ['--header=Authorization: Bearer abc.def'], 'abc.def'],
    ['basic credentials', ['-H', 'Authorization: Basic YW5uYTpnZWhlaW0x'], 'geheim1'],
    ['a cookie', ['-H', 'Cookie: theme=dark; sid=s3cr3t-sid'], 'session s3cr3t-sid'],
    ['a token of any header', ['-H', 'X-Auth-Token: 1234567890'], '1234567890'],
    ['one inside a command', ["curl -H 'X-Api-Key: k3y-k3y-k3y' h"], 'denied: k3y-k3y-k3y'],
    ['one of a query', ['http://h/?access_token=tok-tok-tok&x=1'], 'tok-tok-tok'],
    ['a key of a query', ['http://h/?key=k3y-AIza&x=1'], 'k3y-AIza'],
    ['a key of a header', ['-H', 'X-Key: k3y-k3y'], 'k3y-k3y'],
    ['an assignment in a command', ['DEPLOY_TOKEN=dep-dep-dep ./deploy'], 'dep-dep-dep'],
  ];
  test.each(cases)('%s', (_what, argv, text) => {
    const secrets = of(argv);
    expect(secrets.hide(text)).toContain('***');
    expect(secrets.hideKnown(text)).toBe(secrets.hide(text));
    expect(secrets.hide(argv.join(' '))).not.toMatch(
      /geheim|ge%2Fheim|ghp_|abc\.def|s3cr3t|1234567890|k3y|tok-|dep-/,
    );
  });
});

describe('a secret of the environment is hidden', () => {
  test.each([
    'GITHUB_TOKEN',
    'db_password',
    'AWS_SECRET_ACCESS_KEY',
    'DB_PASS',
    'SESSION_COOKIE',
    'DEPLOY_KEY',
  ])('by its name: %s', (name) =>
    expect(of([], { [name]: 'pl4nt3d' }).hide('x pl4nt3d y')).toBe('x *** y'),
  );

  test('by its place in a URL', () => {
    const secrets = of([], { DATABASE_URL: 'postgres://anna:pl4nt3d@db/x' });
    expect(secrets.hide('cannot log in with pl4nt3d')).toBe('cannot log in with ***');
  });

  test('and what is none stays', () => {
    const env = { HOME: '/home/anna', AUTHOR: 'somebody', KEYBOARD: 'qwertz', PASSAGE: 'north' };
    const text = '/home/anna somebody qwertz north';
    expect(of([], env).hide(text)).toBe(text);
  });
});

describe('what stands in the place of a secret is hidden, whoever wrote it', () => {
  test.each([
    ['Location: http://anna:x@h/', 'Location: http://***@h/'],
    ['> Authorization: Basic x', '> Authorization: ***'],
    ['{"password": "a b", "x": 1}', '{"password": "***", "x": 1}'],
    ['set-cookie: a=b; Path=/\nserver: x', 'set-cookie: ***\nserver: x'],
    ['/login?token=a&next=/', '/login?token=***&next=/'],
  ])('%s', (text, shown) => expect(NONE.hide(text)).toBe(shown));

  test.each([
    'http://127.0.0.1:8080/a@b',
    '3 tokens of 5',
    'mail anna@example.com',
    'the hash key: $remote_addr',
    'GET / HTTP/1.1\r\nhost: x',
    'authority: x',
    'proxy_pass http://$backend;',
  ])('%j stays as it is', (text) => expect(NONE.hide(text)).toBe(text));
});

test('words of ours are not taken for a secret that is as short', () => {
  const secrets = of(['http://a:pass@h/']);
  expect(secrets.hide('verdict pass')).toBe('verdict pass');
  expect(secrets.hide('http://a:pass@h/')).toBe('http://***@h/');
});

test('a secret goes out of data wherever it stands in it', () => {
  const secrets = of(['http://anna:geheim1@h/']);
  const data = { geheim1: [{ text: 'is geheim1' }, 1, null, true] };
  expect(secrets.hideIn(data)).toEqual({ '***': [{ text: 'is ***' }, 1, null, true] });
});

test('text without a secret is never changed, and hiding twice is hiding once', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...':=@/"\'? tokenabc\n') }), (text) => {
      const hidden = NONE.hide(text);
      expect(NONE.hide(hidden)).toBe(hidden);
      if (!/:\/\/|token/.test(text)) expect(hidden).toBe(text);
    }),
  );
});
