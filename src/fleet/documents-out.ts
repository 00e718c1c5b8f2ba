import { createHash } from 'node:crypto';
import type { DesiredOrder, DesiredStaff } from '../contract/documents.ts';

/** A part holds at most so many orders or members. */
export const MAX_PART_ENTRIES = 200;
/** A part's JSON is at most so long, bytes: as JWS it is a third longer, and no message is above 60 KB. */
export const MAX_PART_BYTES = 45_000;
/** Room for aud, revision, part and parts. */
const FRAME_BYTES = 256;

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Whether one entry alone fits a part. */
export const fitsPart = (entry: DesiredOrder | DesiredStaff): boolean => bytes(entry) + FRAME_BYTES <= MAX_PART_BYTES;

/** The entries in order, cut into parts; one empty part for none. */
export function splitParts<T>(entries: readonly T[]): readonly (readonly T[])[] {
  const parts: T[][] = [[]];
  let room = MAX_PART_BYTES - FRAME_BYTES;
  for (const entry of entries) {
    const size = bytes(entry) + 1;
    const last = parts.at(-1);
    if (last && last.length < MAX_PART_ENTRIES && size <= room) {
      last.push(entry);
      room -= size;
    } else {
      parts.push([entry]);
      room = MAX_PART_BYTES - FRAME_BYTES - size;
    }
  }
  return parts;
}

/** Tells whether a document's content is what was published last. */
export const contentHash = (entries: unknown): string =>
  createHash('sha256').update(JSON.stringify(entries)).digest('base64url');
