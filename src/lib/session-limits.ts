/**
 * The most that one request may ask of the bundled backend server. The reader of scenario files
 * refuses more, because the server would answer 400 to every such request.
 */
export const SESSION_LIMITS = {
  bodyBytes: 1024 ** 3,
  chunkBytes: 64 * 1024,
  lastsMs: 3_600_000,
} as const;
