/** The reason for `invalid` if neither of the two checks that watch the frontend could be judged. */
export const BLIND =
  'nothing shows whether the drained backend was left alone: name a response header that tells the backends apart (--backend-header)';
