import type { SessionKind, SessionSpec } from '../../model/scenario.js';
import type { Session, SpecOf } from '../session.js';
import { idle } from './idle.js';
import { PeriodicSession } from './periodic.js';
import { raceSession } from './race.js';
import { responseSession } from './response.js';
import { streamSession } from './stream.js';
import { tunnelSession } from './tunnel.js';
import { UploadSession } from './upload.js';
import { visit } from './visit.js';

/** Every kind of session, by name. A new kind is a new file and a line here. */
export const SESSIONS = {
  idle: () => idle,
  periodic: (spec: SpecOf<'periodic'>) => new PeriodicSession(spec),
  response: responseSession,
  stream: streamSession,
  upload: (spec: SpecOf<'upload'>) => new UploadSession(spec),
  tunnel: tunnelSession,
  visit: () => visit,
  race: raceSession,
} satisfies { readonly [K in SessionKind]: (spec: SpecOf<K>) => Session };

/** The session of one new connection. */
export function createSession(spec: SessionSpec): Session {
  const create = SESSIONS[spec.kind] as (spec: SessionSpec) => Session;
  return create(spec);
}
