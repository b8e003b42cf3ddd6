import { quoted } from './escape.js';

/** What the error log adds about the request of a line. */
export interface RequestContext {
  readonly client: string;
  /** The server's first name. */
  readonly server: string;
  /** The request's first line; empty = nothing of it arrived. */
  readonly line: string;
  /** URL that it was passed on to; empty = none. */
  readonly upstream: string;
  readonly host: string | undefined;
  readonly referrer: string | undefined;
}

/** The context as it ends a line of the log. */
export function contextText(context: RequestContext): string {
  const { client, server, line, upstream, host, referrer } = context;
  let text = `, client: ${client}, server: ${server}`;
  if (line !== '') text += `, request: ${quoted(line)}`;
  if (upstream !== '') text += `, upstream: ${quoted(upstream)}`;
  if (host !== undefined) text += `, host: ${quoted(host)}`;
  if (referrer !== undefined) text += `, referrer: ${quoted(referrer)}`;
  return text;
}
