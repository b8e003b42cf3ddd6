import { describe, expect, it } from 'vitest';
import { TidegateError } from '../../../src/lib/errors.js';
import { packSections, type Sections, unpackSections } from '../../../src/run/stored/container.js';

const SECTIONS: Sections = new Map([
  ['account', Buffer.from('{"scenario":"maintenance"}')],
  ['requests', Buffer.alloc(0)],
]);
const BYTES = packSections(SECTIONS);

function complaint(bytes: Buffer): Pick<TidegateError, 'code' | 'message'> | null {
  try {
    unpackSections(bytes, 'a.ledger');
    return null;
  } catch (error) {
    if (error instanceof TidegateError) return error;
    throw error;
  }
}

describe('the container of a stored ledger', () => {
  it('gives back what was put into it', () => {
    expect(unpackSections(BYTES, 'a.ledger')).toEqual(SECTIONS);
  });

  it('holds hundreds of sections', () => {
    const many = new Map(Array.from({ length: 300 }, (_, n) => [`s${n}`, Buffer.from(`${n}`)]));
    expect(unpackSections(packSections(many), 'a.ledger')).toEqual(many);
  });

  it('complains wherever it is cut', () => {
    for (let length = 1; length < BYTES.length; length++) {
      expect(complaint(BYTES.subarray(0, length))?.code, `${length} bytes`).toBe(
        'LEDGER_INCOMPLETE',
      );
    }
    expect(complaint(Buffer.alloc(0))?.message).toBe(
      'a.ledger is no ledger that can be read: it is empty',
    );
  });

  it('complains whichever bit is another', () => {
    for (let at = 0; at < BYTES.length * 8; at++) {
      const bytes = Buffer.from(BYTES);
      bytes.writeUInt8(bytes.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
      expect(complaint(bytes), `bit ${at}`).not.toBeNull();
    }
  });

  it.each([
    ['a result', Buffer.from('{"schema":"tidegate.run/1"}'), 'it begins with other bytes'],
    [
      'a copy in text mode',
      Buffer.from(BYTES.toString('latin1').replace('\r\n', '\n'), 'latin1'),
      'it begins with other bytes',
    ],
    ['a tail', Buffer.concat([BYTES, Buffer.from('more')]), '4 bytes stand after its end'],
  ])('knows %s', (_, bytes, why) => {
    expect(complaint(bytes)).toMatchObject({
      code: 'LEDGER_BAD',
      message: `a.ledger is no ledger that can be read: ${why}`,
    });
  });

  it('says of a later version that it is later', () => {
    const bytes = Buffer.from(BYTES);
    bytes.writeUInt16LE(7, 8);
    expect(complaint(bytes)).toMatchObject({
      code: 'LEDGER_UNSUPPORTED',
      message: 'a.ledger is a ledger of version 7; this Tidegate reads up to 1',
    });
  });
});
