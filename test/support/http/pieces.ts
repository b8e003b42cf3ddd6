import fc from 'fast-check';

/** A byte string together with a way to cut it into pieces. */
export function cut(bytes: Buffer): fc.Arbitrary<Buffer[]> {
  return fc.array(fc.nat(bytes.length), { maxLength: 12 }).map((cuts) => {
    const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
    return edges.slice(1).map((end, index) => bytes.subarray(edges[index] ?? 0, end));
  });
}

/** As an engine does it: every piece in the same buffer, which the next one overwrites. */
export function* asTransient(pieces: readonly Buffer[]): Generator<[Buffer, number]> {
  const shared = Buffer.alloc(Math.max(1, ...pieces.map(({ length }) => length)));
  for (const piece of pieces) {
    shared.fill(0xff);
    shared.set(piece);
    yield [shared, piece.length];
  }
}
