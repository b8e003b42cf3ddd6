import type { WrittenServer } from './written-sections.js';

/** Servers of one section that share a fault. */
export interface Named {
  readonly section: string;
  readonly first: WrittenServer;
  readonly count: number;
}

/** null = there are none. */
export function namedServers(section: string, servers: readonly WrittenServer[]): Named | null {
  const [first] = servers;
  return first ? { section, first, count: servers.length } : null;
}

/**
 * `server a of b IS`, `server a of b and 2 more ARE`: a fault is reported once for each section,
 * however many servers have it.
 */
export function theyAre({ section, first, count }: Named, is: string, are: string): string {
  const more = count > 1 ? ` and ${count - 1} more` : '';
  return `server ${first.name} of ${section}${more} ${count > 1 ? are : is}`;
}
