import type { Hop, HopPart } from '../../model/hop.js';

/** What the ports of some connections depend on: a whole hop, or one part of it. */
export type PortUser = Omit<HopPart, 'share'> & Pick<Hop, 'listens' | 'dealtOut'>;

/** The parts of a hop that have their own ports; most hops have one. */
export function partsOf(hop: Hop): readonly (PortUser & { readonly share: number })[] {
  if (!hop.parts) return [{ ...hop, share: 1 }];
  const { listens, dealtOut } = hop;
  return hop.parts.map((part) => ({ ...part, listens, ...(dealtOut && { dealtOut }) }));
}
