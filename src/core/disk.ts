/**
 * Why the disk takes nothing more: no room is left, its file system is read-only, or it fails in another way (an I/O
 * error, a database that another program holds).
 */
export type DiskTrouble = 'full' | 'read-only' | 'failing';

/** How the disk is, by what became of the last commits. `low`: all is recorded, but room is short or ballast in use. */
export interface DiskReport {
  readonly state: 'well' | 'low' | DiskTrouble;
  /** When this state began, milliseconds since 1970. */
  readonly sinceMs: number;
  /** What the system said last; null while everything is recorded. */
  readonly error: string | null;
  /** Null when the disk does not even tell that. */
  readonly freeBytes: number | null;
  /** Room that is kept for a full disk. */
  readonly ballastBytes: number;
}
