/** The value of Authorization for a URL's `user:password@`; null if it has none. */
export function authorizationOf({ username, password }: URL): string | null {
  if (username === '' && password === '') return null;
  const credentials = Buffer.from(`${decoded(username)}:${decoded(password)}`);
  return `Basic ${credentials.toString('base64')}`;
}

/** The URL without its user and password, for output. */
export function withoutUser(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

/** The text with its `%XX` decoded; unchanged if they are not valid. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
