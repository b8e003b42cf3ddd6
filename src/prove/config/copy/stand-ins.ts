import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { TidegateError } from '../../../lib/errors.js';

/** Replaces things that a configuration names and this host does not have. */
export class StandIns {
  readonly directory: string;
  /** A file was left out that may contain limits, so it is the copy that is proven. */
  incomplete = false;
  /** One sentence for each replacement, without repetition. */
  readonly said = new Set<string>();
  readonly #base: string;
  #pem: string | null = null;
  #names = new Map<string, string>();

  /** @param base the directory that relative paths refer to */
  constructor(directory: string, base: string) {
    this.directory = directory;
    this.#base = base;
  }

  say(sentence: string): void {
    this.said.add(sentence);
  }

  /** The absolute path of a readable file; null = there is none. */
  existing(path: string): string | null {
    const absolute = isAbsolute(path) ? path : join(this.#base, path);
    try {
      accessSync(absolute, constants.R_OK);
      return absolute;
    } catch {
      return null;
    }
  }

  /** A path in the directory, a different one for each path of the configuration. */
  pathFor(path: string): string {
    const known = this.#names.get(path);
    if (known) return known;
    const name = path.replace(/[^\w.-]+/g, '_').slice(-40);
    const made = join(this.directory, `${this.#names.size}${name}`);
    this.#names.set(path, made);
    return made;
  }

  /** An empty file. */
  empty(path: string): string {
    const made = this.pathFor(path);
    writeFileSync(made, '');
    this.say(`${path} is not here: an empty file stands in`);
    return made;
  }

  /** A self-signed certificate and its key in one file. @throws TidegateError */
  certificate(path: string): string {
    this.say(`${path} is not here: a certificate made on the spot stands in`);
    this.#pem ??= this.#selfSigned();
    return this.#pem;
  }

  #selfSigned(): string {
    const [key, certificate, pem] = ['key.pem', 'cert.pem', 'both.pem'].map((name) =>
      join(this.directory, name),
    ) as [string, string, string];
    const options = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
    const made = spawnSync(
      'openssl',
      ['req', ...options, '-nodes', '-days', '2', '-subj', '/CN=tidegate'].concat(
        '-keyout',
        key,
        '-out',
        certificate,
      ),
      { encoding: 'utf8' },
    );
    if (made.status !== 0) {
      throw new TidegateError(
        'OPENSSL_MISSING',
        'the configuration names a certificate that is not here, and none can be made',
        { said: made.stderr?.split('\n').slice(-5) ?? [], hint: 'Install openssl.' },
      );
    }
    writeFileSync(pem, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
    return pem;
  }
}
