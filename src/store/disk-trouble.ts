/** Tells a sick disk from everything else that can go wrong: by SQLite's number, and by what the folder itself says. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DiskTrouble } from '../core/disk.ts';

/** Primary result codes; the number of an error may carry more in its higher bits (sqlite.org/rescode.html). */
const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const FULL = 13;
const CANTOPEN = 14;

/** As much as SQLite asks for at once when it opens: its shared memory file (32 KiB), and some frames. */
const PROBE_BYTES = 65_536;

const BY_ERRNO: Readonly<Record<string, DiskTrouble>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read-only',
  EIO: 'failing',
};

/** The error that SQLite or the system threw first: others may have been wrapped around it. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}

function numberOf(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
}

function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** What the folder says to a file of ours; undefined when it took it, or for a reason that no waiting heals (EACCES, ENOENT). */
function askFolder(directory: string): DiskTrouble | undefined {
  const path = join(directory, '.probe');
  let file: number | undefined;
  try {
    file = openSync(path, 'w', 0o600);
    for (let left = PROBE_BYTES; left > 0; ) left -= writeSync(file, Buffer.alloc(left));
    fsyncSync(file);
    return undefined;
  } catch (error) {
    return BY_ERRNO[errnoOf(error) ?? ''];
  } finally {
    if (file !== undefined) closeSync(file);
    removeProbe(path);
  }
}

function removeProbe(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A disk that became read-only just now keeps it; the next probe writes the same file.
  }
}

/**
 * The kind of trouble when it is the disk that refused and waiting may heal it; undefined for everything else. SQLite
 * says "I/O error" to a file system that turned read-only, and "cannot open" to one that was so from the start: the
 * folder is asked for the rest. A database that somebody else has locked counts as failing: it may be let go.
 */
export function diskTrouble(error: unknown, directory: string): DiskTrouble | undefined {
  const root = rootOf(error);
  switch (numberOf(root)) {
    case FULL:
      return 'full';
    case BUSY:
      return 'failing';
    case IOERR:
      return askFolder(directory) ?? 'failing';
    case READONLY:
    case CANTOPEN:
      return askFolder(directory);
    case undefined:
      return BY_ERRNO[errnoOf(root) ?? ''];
    default:
      return undefined;
  }
}

/** What the system said, in its own words. */
export function wordsOf(error: unknown): string {
  const root = rootOf(error);
  const number = root instanceof Error && 'errcode' in root ? ` (SQLite ${String(root.errcode)})` : '';
  return `${root instanceof Error ? root.message : String(root)}${number}`.slice(0, 200);
}
