import type { HttpRequest } from '../../http/request/request.js';
import type { TracedTry } from '../../http/request/upstream-trace.js';
import type { Evaluate } from '../../variables/evaluate.js';

/** Variables that need a trace of every try; see `UpstreamTrace`. */
const TRACED: Readonly<Record<string, (one: TracedTry) => string>> = {
  status: ({ status }) => (status === 0 ? '-' : String(status)),
  connect_time: ({ connectMs }) => seconds(connectMs),
  header_time: ({ headerMs }) => seconds(headerMs),
  response_time: ({ responseMs }) => seconds(responseMs),
  response_length: ({ responseLength }) => String(responseLength),
  bytes_received: ({ bytesReceived }) => String(bytesReceived),
  bytes_sent: ({ bytesSent }) => String(bytesSent),
};

const PREFIX = 'upstream_';

/** Whether a variable has a value only if tries are traced. */
export function needsTrace(variable: string): boolean {
  return variable.startsWith(PREFIX) && Object.hasOwn(TRACED, variable.slice(PREFIX.length));
}

/** A variable whose name begins with `upstream_`; null when nginx has none of this name. */
export function upstreamVariable(variable: string): Evaluate | null {
  const name = variable.slice(PREFIX.length);
  if (name === 'addr') return (request) => request.answer.upstreamAddress;
  if (name.startsWith('http_')) return field(name.slice('http_'.length));
  if (name.startsWith('cookie_')) return cookie(name.slice('cookie_'.length));
  const say = Object.hasOwn(TRACED, name) ? TRACED[name] : undefined;
  return say === undefined ? null : (request) => join(request, say);
}

/** `, ` separates the tries of one upstream, ` : ` those of different locations. */
function join({ answer }: HttpRequest, say: (one: TracedTry) => string): string {
  let text = '';
  let between = '';
  for (const one of answer.upstreamTrace?.tries ?? []) {
    text += between + say(one);
    between = one.last ? ' : ' : ', ';
  }
  return text;
}

function seconds(ms: number | null): string {
  return ms === null ? '-' : (Math.floor(ms) / 1000).toFixed(3);
}

function field(name: string): Evaluate {
  const key = name.replaceAll('_', '-').toLowerCase();
  return ({ answer }) => answer.upstreamHeaders?.all(key).join(', ') ?? '';
}

/** A cookie that the upstream set: from the first `Set-Cookie` of that name to its semicolon. */
function cookie(name: string): Evaluate {
  const start = `${name}=`.toLowerCase();
  return ({ answer }) => {
    const lines = answer.upstreamHeaders?.all('set-cookie') ?? [];
    const line = lines.find((text) => text.toLowerCase().startsWith(start));
    return line?.slice(start.length).split(';', 1)[0] ?? '';
  };
}
