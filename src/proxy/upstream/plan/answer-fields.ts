/** Upstream fields that are not passed on, because they concern only this hop. */
export const WITHHELD = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

/** Upstream fields that are not passed on unless proxy_pass_header names them. */
export const HIDDEN = [
  'server',
  'date',
  'x-pad',
  'x-accel-expires',
  'x-accel-redirect',
  'x-accel-limit-rate',
  'x-accel-buffering',
  'x-accel-charset',
];
