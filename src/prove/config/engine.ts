import { spawnSync } from 'node:child_process';
import type { ConfigLanguage } from '../../config/language.js';
import { TidegateError } from '../../lib/errors.js';
import { BIN, VERSION } from '../../lib/package.js';
import type { ConfigProof, EngineUnderProof } from '../../model/prove-config.js';

type Engine = ConfigProof['engine'];

/**
 * The requested engine, otherwise the installed one for the configuration's language, otherwise the
 * bundled proxy.
 * @throws TidegateError ENGINE_MISSING, ENGINE_BAD
 */
export function chooseEngine(language: ConfigLanguage, wanted: EngineUnderProof | null): Engine {
  const name = wanted ?? language;
  if (name !== 'bundled' && name !== language) throw wrongLanguage(name, language);
  if (name === 'bundled') {
    if (language === 'haproxy') throw wrongLanguage(name, language);
    return { name, version: VERSION };
  }
  const version = versionOf(name);
  if (version !== null) return { name, version };
  if (wanted === null && language === 'nginx') return { name: 'bundled', version: VERSION };
  throw new TidegateError('ENGINE_MISSING', `${name} is not installed here`, {
    hint: `Install ${name}${name === 'nginx' ? ', or prove with --engine bundled' : ''}.`,
  });
}

function versionOf(name: 'nginx' | 'haproxy'): string | null {
  const asked = spawnSync(name, ['-v'], { encoding: 'utf8' });
  if (asked.error) return null;
  return /[ /](\d{1,4}\.\d{1,4}(?:\.\d{1,4})?)/.exec(asked.stdout + asked.stderr)?.[1] ?? '';
}

/** Program and arguments that run a copy in the foreground. */
export function commandOf({ name }: Engine, copy: string, directory: string): string[] {
  if (name === 'haproxy') return ['haproxy', '-db', '-f', copy];
  if (name === 'nginx') {
    return ['nginx', '-c', copy, '-p', `${directory}/`, '-e', `${directory}/error.log`];
  }
  return [process.execPath, BIN, 'proxy', '--quiet', '-c', copy, '-p', directory];
}

function wrongLanguage(engine: EngineUnderProof, language: ConfigLanguage): TidegateError {
  return new TidegateError('ENGINE_BAD', `${engine} runs no configuration of ${language}`, {
    hint: `Leave --engine out, or give --engine ${language}.`,
  });
}
