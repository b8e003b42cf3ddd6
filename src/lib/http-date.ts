let text = '';

/**
 * The Date header's value. A timer tells when it is old: a look at the clock for every response
 * took one part in thirty of what an answer costs.
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
