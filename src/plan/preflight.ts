import { TidegateError } from '../lib/errors.js';
import { formatCount } from '../lib/units.js';

/** The part of a capacity report that a preflight reads. */
export interface EndToEndCapacity {
  readonly endToEnd: {
    /** null = no limit known. */
    readonly max: number | null;
    readonly binding: { readonly hop: string | null; readonly limit: string } | null;
  };
}

/**
 * Checks, before the first connection is opened, whether the planned ones fit. Null = they fit;
 * otherwise the error to stop with (CAPACITY_EXCEEDED: nothing was learnt about the proxy).
 */
export function preflight(connections: number, capacity: EndToEndCapacity): TidegateError | null {
  const { max, binding } = capacity.endToEnd;
  if (max === null || connections <= max) return null;
  const limit = binding ? ` (${binding.limit}${binding.hop ? ` of ${binding.hop}` : ''})` : '';
  return new TidegateError(
    'CAPACITY_EXCEEDED',
    `${formatCount(connections)} connections planned, ${formatCount(max)} fit${limit}`,
    {
      hint: `Plan --connections ${max} or fewer, or raise the limit that binds.`,
    },
  );
}
