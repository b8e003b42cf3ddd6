/** What a URL's `user:password@` says in a request: the value of Authorization; null where it has none. */
export function authorizationOf({ username, password }: URL): string | null {
  if (username === '' && password === '') return null;
  const credentials = Buffer.from(`${decoded(username)}:${decoded(password)}`);
  return `Basic ${credentials.toString('base64')}`;
}

/** The URL as it may be shown. */
export function withoutUser(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

/** With its `%XX` undone; as it stands where they are none. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
