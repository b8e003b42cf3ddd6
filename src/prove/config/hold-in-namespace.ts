import { TidegateError } from '../../lib/errors.js';
import type { EngineUnderProof } from '../../model/prove-config.js';
import { openNamespace } from '../namespace.js';
import type { Held, HoldOrder } from './hold-order.js';

const ENTRY = new URL('./hold/main.js', import.meta.url);

/** @throws TidegateError as the namespace does; PROVE_PROXY_NOT_STARTED */
export async function holdInNamespace(
  order: HoldOrder,
  engine: EngineUnderProof,
  signal: AbortSignal,
): Promise<Held> {
  signal.throwIfAborted();
  const namespace = await openNamespace(ENTRY, true);
  const close = (): void => namespace.close();
  signal.addEventListener('abort', close);
  try {
    signal.throwIfAborted();
    const held = await namespace.ask('hold', order);
    if (held.notStarted) throw notStarted(engine, order, held.notStarted);
    return held;
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

function notStarted(
  engine: EngineUnderProof,
  { copy, language, file, target }: HoldOrder,
  said: readonly string[],
): TidegateError {
  const who = engine === 'bundled' ? 'the bundled proxy' : engine;
  // Lines of a copy for HAProxy have the numbers of the file, unless a mend moved them; nginx's
  // copy has its includes in one file.
  const named = language === 'haproxy' && target === null ? file : 'the copy';
  return new TidegateError(
    'PROVE_PROXY_NOT_STARTED',
    `${who} does not start with this configuration`,
    {
      said: said.map((line) => line.replaceAll(copy, named)),
      hint: `Correct what it reports, or run tidegate lint.`,
    },
  );
}
