/** Bytes `start..end)` of a file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** `5-9`, `5-` or `-5`, and what follows; the end of the field ends the list. */
const ONE = / *(?:(\d+) *- *(?:(\d+) *)?|-(\d+) *)(,|$)/y;

/** Largest offset of a file, which has more digits than an exact number can have. */
const MAX_OFFSET = 2n ** 63n - 1n;
const EXACT_DIGITS = 15;

/**
 * The ranges that a Range field requests of a file, in its order. Null = the whole file is sent,
 * because the field is in another unit or requests more than the file has. An empty list = there
 * are no such bytes (416). As nginx reads it (ngx_http_range_parse).
 * @param most if there are more ranges, the whole file is sent: `max_ranges`
 */
export function readRanges(
  field: string,
  sizeBytes: number,
  most: number,
): readonly ByteRange[] | null {
  const unit = field.slice(0, 'bytes='.length).toLowerCase();
  if (unit !== 'bytes=' || field.length === unit.length || most === 0) return null;
  const ranges: ByteRange[] = [];
  let total = 0;
  ONE.lastIndex = unit.length;
  for (let more = true; more; ) {
    const match = ONE.exec(field);
    if (match === null) return [];
    const [, first, last, suffix, separator] = match;
    const range = resolve(sizeBytes, offset(first), offset(last), offset(suffix));
    if (range === null) return [];
    if (range.start < range.end) ranges.push(range);
    else if (range.start === 0) return null;
    if (ranges.length > most) return null;
    total += Math.max(0, range.end - range.start);
    more = separator === ',';
  }
  return total > sizeBytes ? null : ranges;
}

/** null = a number beyond any file's end, which nginx does not accept as a range. */
function resolve(
  sizeBytes: number,
  first: number | null,
  last: number | null,
  suffix: number | null,
): ByteRange | null {
  if (Number.isNaN(first) || Number.isNaN(last) || Number.isNaN(suffix)) return null;
  if (first === null) return { start: Math.max(0, sizeBytes - (suffix ?? 0)), end: sizeBytes };
  const end = last === null || last >= sizeBytes ? sizeBytes : last + 1;
  return { start: first, end };
}

/** null = none is given; NaN = it is too large. */
function offset(digits: string | undefined): number | null {
  if (digits === undefined) return null;
  if (digits.length <= EXACT_DIGITS) return Number(digits);
  const exact = BigInt(digits);
  return exact > MAX_OFFSET ? Number.NaN : Number(exact);
}
