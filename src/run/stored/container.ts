import { brotliCompressSync, brotliDecompressSync, constants, crc32 } from 'node:zlib';
import { TidegateError } from '../../lib/errors.js';

/**
 * Identifies the file, and is damaged by a copy in text mode that changes line ends, like PNG's
 * signature.
 */
const MAGIC = Buffer.from('\x89TGL\r\n\x1a\n', 'latin1');
const VERSION = 1;
const HEADER_BYTES = MAGIC.length + 2;
/** Length and checksum of a section, before its name and its bytes. */
const LENGTHS_BYTES = 9;
/** The last section. A file without it is cut short. */
const END = 'end';
/** A ledger has a few million bytes; a file that unpacks to more than this is rejected. */
const UNPACKED_MAX = 2 ** 30;

/**
 * For a request's columns, quality 4 makes 12 bytes in a tenth of the time that quality 9 takes for
 * the same size. A window of 2^18 bytes makes no more than one of 2^22, which takes 20 MB.
 */
const COMPRESSION = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 18 },
};

/** The named parts of a file, in their order. */
export type Sections = ReadonlyMap<string, Buffer>;

/**
 * A file of sections: a signature of eight bytes, the version (16 bits), and for each section the
 * length of its name (8 bits), the length of its packed bytes and the CRC-32 of the rest of the
 * section (32 bits each), the name, and the bytes, packed by Brotli. All numbers are little-endian.
 */
export function packSections(sections: Iterable<readonly [name: string, bytes: Buffer]>): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt16LE(VERSION, MAGIC.length);
  const parts: Buffer[] = [];
  let count = 0;
  // One after the other, so that only one section of a large ledger is unpacked at a time.
  for (const [name, bytes] of sections) {
    parts.push(...section(name, bytes));
    count++;
  }
  parts.push(...section(END, Buffer.from(String(count))));
  return Buffer.concat([header, ...parts]);
}

/**
 * @param file its name, for the message
 * @throws TidegateError LEDGER_BAD, LEDGER_INCOMPLETE, LEDGER_UNSUPPORTED
 */
export function unpackSections(bytes: Buffer, file: string): Sections {
  checkHeader(bytes, file);
  const sections = new Map<string, Buffer>();
  for (let at = HEADER_BYTES; ; ) {
    if (bytes.length < at + LENGTHS_BYTES) throw cutShort(file);
    const nameBytes = bytes.readUInt8(at);
    const packedBytes = bytes.readUInt32LE(at + 1);
    const sum = bytes.readUInt32LE(at + 5);
    const start = at + LENGTHS_BYTES + nameBytes;
    const end = start + packedBytes;
    if (bytes.length < end) throw cutShort(file);
    if (sum !== checksum(bytes.subarray(at, at + 5), bytes.subarray(at + LENGTHS_BYTES, end))) {
      throw bad(file, `its bytes have changed between ${at} and ${end}`);
    }
    const name = bytes.toString('latin1', at + LENGTHS_BYTES, start);
    const unpacked = unpack(bytes.subarray(start, end), file, name);
    at = end;
    if (name !== END) {
      sections.set(name, unpacked);
      continue;
    }
    if (at < bytes.length) throw bad(file, `${bytes.length - at} bytes stand after its end`);
    if (unpacked.toString() !== String(sections.size)) throw bad(file, 'a section is missing');
    return sections;
  }
}

/** The error for a file that is intact but no readable ledger, or that never was a ledger. */
export function bad(file: string, why: string, cause?: unknown): TidegateError {
  return new TidegateError('LEDGER_BAD', `${file} is no ledger that can be read: ${why}`, {
    hint: 'Name a .ledger file as `tidegate run` writes it beside its result, copied as binary.',
    cause,
  });
}

function section(name: string, bytes: Buffer): Buffer[] {
  const packed = brotliCompressSync(bytes, COMPRESSION);
  const lengths = Buffer.alloc(LENGTHS_BYTES);
  const named = Buffer.concat([Buffer.from(name, 'latin1'), packed]);
  lengths.writeUInt8(name.length, 0);
  lengths.writeUInt32LE(packed.length, 1);
  lengths.writeUInt32LE(checksum(lengths.subarray(0, 5), named), 5);
  return [lengths, named];
}

function checksum(lengths: Buffer, named: Buffer): number {
  return crc32(named, crc32(lengths));
}

function checkHeader(bytes: Buffer, file: string): void {
  const begun = bytes.subarray(0, MAGIC.length);
  if (bytes.length === 0) throw bad(file, 'it is empty');
  if (!begun.equals(MAGIC.subarray(0, begun.length))) throw bad(file, 'it begins with other bytes');
  if (bytes.length < HEADER_BYTES) throw cutShort(file);
  const version = bytes.readUInt16LE(MAGIC.length);
  if (version > VERSION) {
    throw new TidegateError(
      'LEDGER_UNSUPPORTED',
      `${file} is a ledger of version ${version}; this Tidegate reads up to ${VERSION}`,
      { hint: 'Judge it with the Tidegate that wrote it, or a later one.' },
    );
  }
  if (version === 0) throw bad(file, 'it has no version');
}

function unpack(packed: Buffer, file: string, name: string): Buffer {
  try {
    return brotliDecompressSync(packed, { maxOutputLength: UNPACKED_MAX });
  } catch (cause) {
    throw bad(file, `its section ${name} does not unpack`, cause);
  }
}

function cutShort(file: string): TidegateError {
  return new TidegateError('LEDGER_INCOMPLETE', `${file} is cut short`, {
    hint: 'Copy it again. An incomplete ledger cannot be judged.',
  });
}
