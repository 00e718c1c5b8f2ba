import type { DiskTrouble } from '../core/disk.ts';

/** The store cannot be used as it is; `message` says what, where and what to do. Waiting may heal a disk's trouble. */
export class StoreError extends Error {
  readonly code:
    | 'too-old-sqlite'
    | 'wrong-mode'
    | 'corrupt'
    | 'restored'
    | 'condemned'
    | 'newer-schema'
    | 'unusable'
    | DiskTrouble;

  constructor(code: StoreError['code'], message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB, with all their extended codes. */
const CORRUPTION = [11, 26];

/** Whether SQLite says by this error that the file itself is damaged. */
export function isCorruption(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
  return CORRUPTION.includes(code & 0xff);
}
