import { TidegateError } from '../../../lib/errors.js';
import type { HaproxySource } from '../../../model/haproxy.js';
import type { PortRange } from '../../../model/hop.js';
import { invalid, port } from '../../word.js';
import type { HaproxyWord } from './environment.js';
import type { Line } from './tokenize.js';
import { quoted } from './written-line.js';

/**
 * The argument of a keyword.
 * @throws TidegateError CONFIG_ARGUMENTS_BAD if there is none
 */
export function argument([keyword, ...args]: Line, wanted: string, index = 0): HaproxyWord {
  const word = args[index];
  if (word) return word;
  throw new TidegateError('CONFIG_ARGUMENTS_BAD', `"${keyword.text}" lacks ${wanted}`, {
    place: keyword.place,
    hint: `Write: ${keyword.text} ${wanted.toUpperCase().replace(/^AN? /, '')}`,
  });
}

/** The single argument of a keyword. @throws TidegateError CONFIG_ARGUMENTS_BAD */
export function soleArgument(line: Line, wanted: string): HaproxyWord {
  const word = argument(line, wanted);
  const extra = line[2];
  if (!extra) return word;
  throw new TidegateError(
    'CONFIG_ARGUMENTS_BAD',
    `"${line[0].text}" takes one argument, "${extra.text}" is one too many`,
    { place: extra.place, hint: 'Remove it.' },
  );
}

/**
 * A whole number. Stricter than HAProxy, which reads `1k` as 1 and `abc` as 0 (atol).
 * @throws TidegateError CONFIG_VALUE_BAD
 */
export function wholeNumber(word: HaproxyWord): number {
  if (/^\d{1,15}$/.test(word.text)) return Number(word.text);
  throw invalid(
    word,
    word.text.includes('$')
      ? 'the variable in double quotes, outside of which HAProxy does not expand it'
      : 'a number',
  );
}

/**
 * A whole number; null if it depends on a variable that is not set. @throws TidegateError
 * CONFIG_VALUE_BAD
 */
export function knownNumber(word: HaproxyWord): number | null {
  return word.unset ? null : wholeNumber(word);
}

/** `8080` or `8080-8090`, both ends inclusive. @throws TidegateError CONFIG_VALUE_BAD */
export function ports(word: HaproxyWord, text: string): PortRange {
  const parts = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!parts) throw invalid(word, 'a port or a range LOW-HIGH');
  const low = port(word, parts[1] ?? '');
  const high = port(word, parts[2] ?? parts[1] ?? '');
  if (low > high) throw invalid(word, 'the lower port first');
  return [low, high];
}

/**
 * Splits `ADDRESS:PORTS` at its last colon, so that an IPv6 address stays whole; null if no port is
 * written.
 */
export function splitAddress(text: string): { address: string; ports: string | null } {
  const bare = text.replace(/^(?:ipv[46]|tcp[46]?)@/, '');
  const bracketed = /^(\[[^\]]*\])(?::(.*))?$/.exec(bare);
  if (bracketed) return { address: bracketed[1] ?? '', ports: bracketed[2] || null };
  const colon = bare.lastIndexOf(':');
  if (colon === -1) return { address: bare, ports: null };
  return { address: bare.slice(0, colon), ports: bare.slice(colon + 1) || null };
}

/**
 * `source ADDRESS[:LOW[-HIGH]] [usesrc ...]`.
 * @param rest the words after the address
 * @param range whether a range is allowed: only on server lines, as in HAProxy
 * @throws TidegateError CONFIG_VALUE_BAD
 */
export function readSource(
  word: HaproxyWord,
  rest: readonly HaproxyWord[],
  range: boolean,
): HaproxySource {
  const { address, ports: written } = splitAddress(word.text);
  const isKnown = written !== null && written !== '0' && !written.includes('${');
  const found = isKnown ? ports(word, written) : null;
  if (found && found[0] < found[1] && !range) {
    throw invalid(word, 'a range of ports on the server lines or on default-server');
  }
  const [option, value] = rest;
  const goesOn = option && value && /^(?:usesrc|interface)$/.test(option.text);
  return {
    address,
    ports: found,
    transparent: option?.text === 'usesrc',
    rest: goesOn ? `${option.text} ${quoted(value)}` : '',
    place: word.place,
  };
}
