/** Why a server's answer was missing or unusable; named as in `proxy_next_upstream`. */
export type Failure = 'error' | 'timeout' | 'invalid_header' | `http_${RetriedStatus}`;

type RetriedStatus = 403 | 404 | 429 | 500 | 502 | 503 | 504;

const BY_STATUS: ReadonlyMap<number, Failure> = new Map(
  ([403, 404, 429, 500, 502, 503, 504] as const).map((status) => [status, `http_${status}`]),
);

/** The condition that a status stands for; null = it never causes another try. */
export function failureOf(status: number): Failure | null {
  return BY_STATUS.get(status) ?? null;
}

/** A server that answered 403 or 404 is not to blame; every other failure counts against it. */
export function countsAgainst(failure: Failure): boolean {
  return failure !== 'http_403' && failure !== 'http_404';
}

/** The client's status when there is no other server to try. */
export function statusFor(failure: Failure): 502 | 504 {
  return failure === 'timeout' ? 504 : 502;
}
