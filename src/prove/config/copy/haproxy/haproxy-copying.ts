import type { PortRange } from '../../../../model/hop.js';
import type { Socket } from '../../hold-order.js';
import type { OwnListeners } from '../own-listeners.js';
import { type Places, socketText } from '../places.js';
import { scaled } from '../scale.js';
import type { StandIns } from '../stand-ins.js';

/** What is known of a copy while its lines are written. */
export interface HaproxyCopying {
  readonly scale: number;
  readonly standIns: StandIns;
  readonly places: Places;
  readonly own: OwnListeners;
  readonly backends: Map<string, Socket>;
  /** Servers without a port: theirs is that of the client's connection, plus a fixed distance. */
  readonly portless: { readonly address: string; readonly distance: number }[];
  readonly sources: Set<string>;
  ownPorts: PortRange | null;
}

const SCALED = /^(?:maxconn|fullconn|minconn|ulimit-n|fd-hard-limit|maxpipes)$/;
/** Lines whose last word is a file. */
export const FILES =
  /^(?:lua-load|lua-load-per-thread|ssl-dh-param-file|errorfile|errorfiles|server-state-file)$/;

export function scaledLine(copying: HaproxyCopying, texts: readonly string[]): readonly string[] {
  const [keyword = '', first, ...more] = texts;
  if (copying.scale === 1 || !SCALED.test(keyword) || !/^\d+$/.test(first ?? '')) return texts;
  return [keyword, String(scaled(Number(first), copying.scale)), ...more];
}

export function withFile(
  copying: HaproxyCopying,
  texts: readonly string[],
): readonly string[] | null {
  const file = texts.at(-1) ?? '';
  if (copying.standIns.existing(file)) return texts;
  copying.standIns.say(`${texts[0]} is left out: ${file} is not here`);
  return null;
}

export function scaledOptions(copying: HaproxyCopying, options: readonly string[]): string[] {
  if (copying.scale === 1) return [...options];
  return options.map((text, at) =>
    SCALED.test(options[at - 1] ?? '') && /^\d+$/.test(text)
      ? String(scaled(Number(text), copying.scale))
      : text,
  );
}

export function certificates(copying: HaproxyCopying, options: readonly string[]): string[] {
  return options.map((text, at) => {
    const before = options[at - 1] ?? '';
    if (!/^(?:crt|ca-file|crl-file|crt-list|ca-verify-file)$/.test(before)) return text;
    if (text.startsWith('@') || copying.standIns.existing(text)) return text;
    return copying.standIns.certificate(text);
  });
}

export function addBackend(copying: HaproxyCopying, socket: Socket): void {
  copying.backends.set(socketText(socket), socket);
}
