/**
 * Linux's ephemeral ports where nobody has set others, both ends inclusive: 28,232 of them.
 * Source: Documentation/networking/ip-sysctl.rst, ip_local_port_range.
 */
export const DEFAULT_PORT_RANGE: readonly [low: number, high: number] = [32_768, 60_999];
