/** Fields of the upstream that end at this hop. */
export const WITHHELD = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

/** Those that stay here unless proxy_pass_header says otherwise. */
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
