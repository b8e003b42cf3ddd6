import type { Line } from '../syntax/tokenize.js';
import type { Found } from './found.js';
import { OTHER_SECTIONS } from './keywords.js';
import { newerKeywords, newerSection } from './newer-keywords.js';
import { isReadAllTheSame, removedKeyword, removedSection } from './removed-keywords.js';

/** Records what some versions of HAProxy refuse. @returns whether the line has no other meaning */
export function noteRefusedLine(line: Line, section: string, found: Found): boolean {
  if (OTHER_SECTIONS.has(section)) return false;
  found.newer.push(...newerKeywords(line, section));
  const removed = removedKeyword(line, section);
  if (removed) found.removed.push(removed);
  return removed !== null && !isReadAllTheSame(line);
}

/** @param line a line that begins a section */
export function noteRefusedSection(line: Line, found: Found): void {
  const removed = removedSection(line);
  if (removed) found.removed.push(removed);
  found.newer.push(...newerSection(line));
}
