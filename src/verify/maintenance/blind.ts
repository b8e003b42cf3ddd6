/** What a run says in which neither of the checks could be judged that watch the frontend. */
export const BLIND =
  'nothing shows whether the drained backend was left alone: name a response header that tells the backends apart (--backend-header)';
