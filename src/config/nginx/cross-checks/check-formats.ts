import { TidegateError } from '../../../lib/errors.js';
import type { AccessLogTarget } from '../../../model/nginx.js';

/**
 * Checks that access logs use defined formats.
 * @param example text of a format, for the hint
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
