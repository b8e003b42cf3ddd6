let text = '';

/**
 * The Date header's value; made once a second, which a timer tells: a look at the clock for every
 * response would cost more than the rest of its head.
 */
export function httpDate(): string {
  if (text === '') {
    const now = new Date();
    text = now.toUTCString();
    setTimeout(forget, 1000 - now.getMilliseconds()).unref();
  }
  return text;
}

function forget(): void {
  text = '';
}
