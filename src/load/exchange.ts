import type { ClientRequest, RequestOutcome } from '../model/ledger.js';
import type { SessionKind } from '../model/scenario.js';
import type { RequestTerms } from '../plan/load-plan.js';
import { backendNameIn } from './http1/backend-name.js';
import { anyBody, DigestBody, patternBody } from './http1/body.js';
import type { ResponseHead } from './http1/response-head.js';
import { ResponseReader } from './http1/response-reader.js';

/** A request that a session asks its client to send. */
export interface RequestSpec {
  readonly method: 'GET' | 'POST';
  /** Path and query, after the plan's base path. */
  readonly path: string;
  /** When it was due, run time; the default is now. */
  readonly scheduledMs?: number;
  /** How long the response is asked to last; the default is 0. */
  readonly lastsMs?: number;
  /** Further header fields, each ended by CRLF. */
  readonly fields?: string;
  /** The body of a 200 must be the pattern. */
  readonly patterned?: boolean;
  /** Whether a whole response also has the right content. */
  readonly accept?: (head: ResponseHead) => boolean;
}

/** One request and its response, while they are in flight. */
export class Exchange {
  readonly id: string;
  readonly spec: RequestSpec;
  readonly scheduledMs: number;
  readonly sentMs: number;
  readonly reader: ResponseReader;
  readonly #terms: RequestTerms;
  readonly #body: DigestBody | null;

  constructor(id: string, spec: RequestSpec, nowMs: number, terms: RequestTerms) {
    this.id = id;
    this.#terms = terms;
    this.spec = spec;
    this.scheduledMs = spec.scheduledMs ?? nowMs;
    this.sentMs = nowMs;
    const body = spec.patterned ? null : new DigestBody();
    this.#body = body;
    this.reader = new ResponseReader(
      (head) => body?.of(head) ?? (head.status === 200 ? patternBody : anyBody),
    );
  }

  /** Until when the answer is waited for, run time. */
  overdueMs(patienceMs: number): number {
    return this.sentMs + (this.spec.lastsMs ?? 0) + patienceMs;
  }

  /** `complete`, unless the whole response has the wrong content. */
  get answer(): 'complete' | 'corrupt' {
    const { head } = this.reader;
    return head && this.spec.accept?.(head) === false ? 'corrupt' : 'complete';
  }

  /** The request's head as it goes out. */
  head(): Buffer {
    const { method, path, fields = '' } = this.spec;
    const { origin, headerFields } = this.#terms;
    const { host, basePath } = origin;
    return Buffer.from(
      `${method} ${basePath}${path} HTTP/1.1\r\nHost: ${host}\r\nX-Tidegate-Id: ${this.id}\r\n${headerFields}${fields}\r\n`,
      'latin1',
    );
  }

  /** @param bodyBytes body bytes, or a tunnel's echoed bytes. */
  record(
    connection: { readonly index: number; readonly kind: SessionKind },
    outcome: RequestOutcome,
    endMs: number,
    bodyBytes: number,
  ): ClientRequest {
    const { head, headMs, maxGapMs } = this.reader;
    return {
      id: this.id,
      connection: connection.index,
      kind: connection.kind,
      method: this.spec.method,
      lastsMs: this.spec.lastsMs ?? 0,
      scheduledMs: this.scheduledMs,
      sentMs: this.sentMs,
      headMs,
      endMs,
      status: head?.status ?? null,
      backend: head && backendNameIn(head, this.#terms.backendHeader),
      outcome,
      framing: head?.framing.kind ?? null,
      bodyBytes,
      digest: outcome === 'complete' ? (this.#body?.digest ?? null) : null,
      maxGapMs,
    };
  }
}
