import type { ProxySettings } from '../../../model/nginx.js';
import { asBytes } from '../../variables/as-bytes.js';
import type { Evaluate } from '../../variables/evaluate.js';
import { literal } from '../../variables/scope.js';

type Template = ProxySettings['setHeaders'][number]['value'];

/**
 * A location's own field lines for the upstream (`proxy_set_header`), without empty ones. Lines
 * that are equal for every request are composed once.
 * @param host `$proxy_host`, if it does not depend on the request; otherwise null
 */
export function compileOwnFields(
  fields: ProxySettings['setHeaders'],
  host: string | null,
  compile: (template: Template) => Evaluate,
): Evaluate {
  const parts: (string | { readonly name: string; readonly value: Evaluate })[] = [];
  for (const { name, value } of fields) {
    const settled = host === null ? value : withHost(value, host);
    const text = literal(settled);
    if (text === null) parts.push({ name, value: compile(settled) });
    else if (text !== '') {
      const line = asBytes(`${name}: ${text}\r\n`);
      const last = parts.at(-1);
      if (typeof last === 'string') parts[parts.length - 1] = last + line;
      else parts.push(line);
    }
  }
  const [only = ''] = parts;
  if (parts.length < 2 && typeof only === 'string') return () => only;
  return (request) => {
    let lines = '';
    for (const part of parts) {
      if (typeof part === 'string') lines += part;
      else {
        const text = part.value(request);
        if (text !== '') lines += `${part.name}: ${text}\r\n`;
      }
    }
    return lines;
  };
}

function withHost(template: Template, host: string): Template {
  return template.map((part) =>
    typeof part !== 'string' && part.variable === 'proxy_host' ? host : part,
  );
}
