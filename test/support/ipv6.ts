import { networkInterfaces } from 'node:os';

/** Whether this host can connect to itself over IPv6. */
export const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);
