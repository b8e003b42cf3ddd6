import { networkInterfaces } from 'node:os';

/** Whether this host speaks IPv6 to itself. */
export const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);
