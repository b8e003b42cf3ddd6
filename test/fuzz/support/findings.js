import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What went wrong, reported once for each kind, with all that is needed to repeat it. */
export class Findings {
  directory = mkdtempSync(join(tmpdir(), 'tidegate-fuzz-'));
  /** How often, by what. */
  counts = new Map();

  /** @param again what repeats it: a text, or whatever JSON can hold */
  add(part, what, again = {}) {
    const [first = ''] = what.split('\n');
    const kind = `${part}: ${first.replaceAll(/\d+/g, 'N').slice(0, 300)}`;
    const times = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, times);
    if (times > 3) return;
    mkdirSync(this.directory, { recursive: true });
    const name = `${createHash('sha1').update(kind).digest('hex').slice(0, 10)}-${times}.json`;
    const file = join(this.directory, name);
    writeFileSync(file, `${JSON.stringify({ part, what, ...again }, null, 2)}\n`);
    process.stdout.write(`finding in ${part}: ${what.slice(0, 1500)}\n  saved as ${file}\n`);
  }
}
