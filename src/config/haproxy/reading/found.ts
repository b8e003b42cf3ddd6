import type { NewerKeyword, RemovedKeyword } from '../../../model/haproxy/refused-keyword.js';
import type { HaproxyBind, HaproxyGlobal, HaproxyPeer } from '../../../model/haproxy.js';
import type { DirectiveRef } from '../../../model/nginx.js';
import type { Line } from '../syntax/tokenize.js';
import type { ProxyDraft } from './drafts.js';

/** What has been read of a configuration so far. */
export interface Found {
  readonly global: { -readonly [K in keyof HaproxyGlobal]: HaproxyGlobal[K] };
  readonly proxies: ProxyDraft[];
  readonly byName: Map<string, readonly ProxyDraft[]>;
  /** The last `defaults` section, which applies to every proxy after it; and the named ones. */
  defaults: ProxyDraft | null;
  readonly named: Map<string, ProxyDraft>;
  readonly otherBinds: HaproxyBind[];
  readonly statsBinds: HaproxyBind[];
  readonly peers: HaproxyPeer[];
  readonly unknown: DirectiveRef[];
  readonly unset: DirectiveRef[];
  readonly removed: RemovedKeyword[];
  readonly newer: NewerKeyword[];
  checkPorts: number;
  /** Records a keyword that is not modelled. */
  note(line: Line): void;
  /** Records the variables of a line that are not set. */
  noteUnset(line: Line): void;
}

export function nothingFound(): Found {
  const unknown: DirectiveRef[] = [];
  const unset: DirectiveRef[] = [];
  return {
    global: {
      maxconn: null,
      maxconnUnknown: false,
      nbthread: null,
      nbproc: null,
      ulimitN: null,
      fdHardLimit: null,
      maxpipes: null,
      strictLimits: true,
      statsSockets: 0,
      statsMaxconn: null,
      localPeer: null,
      place: null,
    },
    proxies: [],
    byName: new Map(),
    defaults: null,
    named: new Map(),
    otherBinds: [],
    statsBinds: [],
    peers: [],
    unknown,
    unset,
    removed: [],
    newer: [],
    checkPorts: 0,
    note: ([keyword]) => {
      unknown.push({ name: keyword.text, place: keyword.place });
    },
    noteUnset: (line) => {
      for (const word of line) {
        for (const name of word.unset ?? []) unset.push({ name, place: word.place });
      }
    },
  };
}
