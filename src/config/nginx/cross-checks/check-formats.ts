import { TidegateError } from '../../../lib/errors.js';
import type { AccessLogTarget } from '../../../model/nginx.js';

/**
 * That access logs name formats that are there.
 * @param example what a format might say, for the hint.
 * @throws TidegateError CONFIG_LOG_FORMAT_UNKNOWN
 */
export function checkFormats(
  logs: readonly AccessLogTarget[],
  formats: ReadonlySet<string>,
  example: string,
): void {
  for (const { format, place } of logs) {
    if (formats.has(format)) continue;
    throw new TidegateError('CONFIG_LOG_FORMAT_UNKNOWN', `unknown log format "${format}"`, {
      place,
      hint: `Add: log_format ${format} '${example}';`,
    });
  }
}
