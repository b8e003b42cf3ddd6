/** The reason for `invalid` if neither of the two checks that watch the frontend could be judged. */
export const BLIND = {
  unseen: 'nothing shows whether the drained backend was left alone',
  mend: 'name a response header that tells the backends apart (--backend-header)',
};
