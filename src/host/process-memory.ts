import { readFile } from 'node:fs/promises';
import { kilobytesField } from './facts/reading.js';

/**
 * Resident memory of a process and all its descendants, in bytes; null where there is no /proc.
 * Pages that they share count for each, so the figure shows growth, but no total.
 */
export async function residentBytes(pid: number): Promise<number | null> {
  const own = await vmRss(pid);
  if (own === null) return null;
  let total = own;
  for (const child of await children(pid)) total += (await residentBytes(child)) ?? 0;
  return total;
}

/** Bytes of kernel slab memory in use, which includes sockets; null where there is no /proc/meminfo. */
export async function slabBytes(): Promise<number | null> {
  return kilobytesField(await readText('/proc/meminfo'), 'Slab');
}

async function vmRss(pid: number): Promise<number | null> {
  return kilobytesField(await readText(`/proc/${pid}/status`), 'VmRSS');
}

async function children(pid: number): Promise<number[]> {
  const text = await readText(`/proc/${pid}/task/${pid}/children`);
  return text.split(' ').filter(Boolean).map(Number);
}

/** The file's text; '' where there is none. */
async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}
