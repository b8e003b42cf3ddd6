import { expect, test } from 'vitest';
import { TidegateError } from '../../src/lib/errors.js';
import { receivedError, sentError } from '../../src/lib/sent-error.js';

test('an error arrives with its code, its message and its hint', () => {
  const error = new TidegateError('HOST_NOT_FOUND', 'no such host', { hint: 'Write another.' });
  const sent = JSON.parse(JSON.stringify(sentError(error, 'LOAD_FAILED')));
  expect(receivedError(sent)).toMatchObject({
    code: 'HOST_NOT_FOUND',
    message: 'no such host',
    hint: 'Write another.',
  });
});

test("an error that is not Tidegate's own arrives with its stack", () => {
  const sent = sentError(new RangeError('too long'), 'LOAD_FAILED');
  expect(sent.code).toBe('LOAD_FAILED');
  expect(sent.message).toMatch(/^RangeError: too long\n {4}at /);
});
