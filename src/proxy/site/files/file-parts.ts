import type { HeaderList } from '../../http/heads/headers.js';
import { type ByteRange, readRanges } from './byte-ranges.js';
import { isRangeOf, type Validators } from './validators.js';

/** A piece of a file, and the text before it. */
export interface FilePart extends ByteRange {
  readonly before: string;
}

/** A body made of a file. */
export interface FileParts {
  /** Content-Type and Content-Length, each ended by CRLF. */
  readonly content: string;
  /** Fields about ranges, which come after all others. */
  readonly ranged: string;
  readonly parts: readonly FilePart[];
  readonly after: string;
}

export const NO_PARTS: FileParts = { content: '', ranged: '', parts: [], after: '' };

export interface RangedFile {
  readonly type: string;
  readonly sizeBytes: number;
  /**
   * `max_ranges`: with more ranges the whole file is sent; with 0 clients are not told that ranges
   * exist.
   */
  readonly maxRanges: number;
}

export function wholeFile(type: string, sizeBytes: number): FileParts {
  return {
    content: contentFields(type, sizeBytes),
    ranged: '',
    parts: sizeBytes === 0 ? [] : [{ before: '', start: 0, end: sizeBytes }],
    after: '',
  };
}

/** The parts of a file that its Range field requests, and the status of the answer. */
export function askedParts(
  headers: HeaderList,
  validators: Validators,
  { type, sizeBytes, maxRanges }: RangedFile,
): FileParts & { readonly status: 200 | 206 | 416 } {
  const field = headers.get('range');
  const ranges =
    field === undefined || !isRangeOf(headers, validators)
      ? null
      : readRanges(field, sizeBytes, maxRanges);
  const [first, ...others] = ranges ?? [];
  if (ranges === null) {
    const ranged = maxRanges === 0 ? '' : 'Accept-Ranges: bytes\r\n';
    return { status: 200, ...wholeFile(type, sizeBytes), ranged };
  }
  if (first === undefined) {
    return { status: 416, ...NO_PARTS, ranged: `Content-Range: bytes */${sizeBytes}\r\n` };
  }
  if (others.length > 0) return { status: 206, ...multipart(type, sizeBytes, ranges) };
  const content = contentFields(type, first.end - first.start);
  const ranged = contentRange(first, sizeBytes);
  return { status: 206, content, ranged, parts: [{ before: '', ...first }], after: '' };
}

let boundaries = 0;

/** `multipart/byteranges` (RFC 9110 14.6), in nginx's layout. */
function multipart(type: string, sizeBytes: number, ranges: readonly ByteRange[]): FileParts {
  const boundary = String(++boundaries).padStart(20, '0');
  const parts = ranges.map((range) => ({
    before: `\r\n--${boundary}\r\nContent-Type: ${type}\r\n${contentRange(range, sizeBytes)}\r\n`,
    ...range,
  }));
  const after = `\r\n--${boundary}--\r\n`;
  const bytes = parts.reduce((sum, { before, start, end }) => sum + before.length + end - start, 0);
  const content = contentFields(`multipart/byteranges; boundary=${boundary}`, bytes + after.length);
  return { content, ranged: '', parts, after };
}

function contentFields(type: string, bytes: number): string {
  return `Content-Type: ${type}\r\nContent-Length: ${bytes}\r\n`;
}

function contentRange({ start, end }: ByteRange, sizeBytes: number): string {
  return `Content-Range: bytes ${start}-${end - 1}/${sizeBytes}\r\n`;
}
